"""Tests of `resolver.spark`."""
