"""Reads of the industrial base: chains as they are drawn, figures by year."""
