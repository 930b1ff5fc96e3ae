"""What integrators read over HTTP: whose records moved, and which rows were put aside."""
