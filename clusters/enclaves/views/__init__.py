"""Pages of agreements and settlements: the office's, and the partners'."""
