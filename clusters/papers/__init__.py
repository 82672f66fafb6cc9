"""What the base gives away as files."""
