"""Tests of the demo: its story, its actors, its judgement."""
