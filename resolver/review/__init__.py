"""Review: what people should look at next, and what can be concluded from what they found."""
