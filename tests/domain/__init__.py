"""Tests of the rules alone."""
