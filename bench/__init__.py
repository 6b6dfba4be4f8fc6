"""Figures, not tests: `make bench` prints them. Speaks HTTP only; imports nothing of ours."""
