"""Tests of the read model and of recording."""
