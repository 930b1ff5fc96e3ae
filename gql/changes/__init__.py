"""Changes: what callers may write, each once, under the same rules and with the same audit as questions."""
