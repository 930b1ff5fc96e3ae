"""Scale-out: linking on Spark, equal to linking on one machine by what was learned before."""
