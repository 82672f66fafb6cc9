"""Pages of the base, one module a noun."""
