"""Tests of `resolver.search`."""
