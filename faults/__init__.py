"""Breaks the running system at random, and counts what was lost. Through HTTP, signals and settings only."""
