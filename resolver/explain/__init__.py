"""Why: the weight of a pair, the making of a person, and what would change either."""
