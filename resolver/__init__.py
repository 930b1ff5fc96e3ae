"""Who is who: standardise, block, compare, weigh, cluster, decide, evaluate."""
