"""四长: posts and their holders, patrols and joint actions, over HTTP."""
