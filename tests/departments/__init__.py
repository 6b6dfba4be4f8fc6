"""Departments out: one contract for every kind of connector, against real servers on the loopback."""
