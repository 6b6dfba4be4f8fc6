"""Channels that others run, each against its own simulator over real HTTP."""
