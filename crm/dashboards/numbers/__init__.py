"""The numbers of recruiting: each figure opens exactly the rows that it counts, for whoever looks."""
