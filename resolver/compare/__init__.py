"""Comparisons: how much two records agree in one respect, as one of a few named levels."""
