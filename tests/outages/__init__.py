"""What still works while something is gone."""
