"""One module a kind of system: our message in its language."""
