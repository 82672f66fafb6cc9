"""What is read of agreements and settlements. One module a subject."""
