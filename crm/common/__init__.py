"""What every app uses. It holds no tables of its own."""
