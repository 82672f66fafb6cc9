"""Whether anything private can be reached from outside: marks in every private field, and a crawl for them."""
