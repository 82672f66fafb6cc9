"""Writes of the industrial base: facts, projects, rates."""
