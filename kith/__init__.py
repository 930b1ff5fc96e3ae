"""The command line, settings, wiring and the demonstration."""
