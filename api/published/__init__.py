"""成果: the figures that a street has published of itself, and ours beside them, each out of the data."""
