"""Forms of the base, one module a noun."""
