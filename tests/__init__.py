"""Tests of the whole: rules by examples and properties, workflows on the real server, doors over HTTP."""
