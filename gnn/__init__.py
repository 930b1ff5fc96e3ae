"""Foresight: who is at risk of a crisis six to nine months ahead, from the neighbourhood in the graph.

`gnn.train.train` and `gnn.score.score` take `graph.facts.Facts` and give a versioned model with its
report, and a table of scores; `gnn.saved` keeps models as text and plain arrays. Importing them
brings torch with it, which takes seconds; this package alone brings nothing.
"""
