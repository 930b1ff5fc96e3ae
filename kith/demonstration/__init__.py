"""The demonstration: the whole main job on a simulated borough, measured stage by stage."""
