"""The short forms of `make faults` and `make storms`, and what of the harness can be asked without a system."""
