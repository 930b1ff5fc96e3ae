"""The commands, grouped by the room that they call. Each prints its result and nothing else."""
