"""What fits me: a few answers, and what of the policy, the land and the opportunities goes with them."""
