"""Durable workflows: they wait, keep time and carry out. What follows from a fact is decided in `domain`."""
