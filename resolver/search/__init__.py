"""Search by anything half-remembered: a query in one line, people best first, each explained in bits."""
