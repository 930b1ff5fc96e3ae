"""A simulated borough with known truth, and the noisy records that its systems hold."""
