"""What the zone has from the start, as data files beside the code that loads them."""
