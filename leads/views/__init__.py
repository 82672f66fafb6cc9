"""Staff pages of leads, under /office/leads/."""
