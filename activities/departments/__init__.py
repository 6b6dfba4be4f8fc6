"""One module a kind of department: our message in its language. What all of them keep is in `outcome`."""
