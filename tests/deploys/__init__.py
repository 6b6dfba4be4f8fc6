"""A release while cases are open."""
