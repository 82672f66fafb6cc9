"""Land and factory units for investors: finding, comparing and keeping them, and a brochure to take away."""
