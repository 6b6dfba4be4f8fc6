"""Plays a street's four days against the running system. Speaks HTTP only; `python -m demo` is the door."""
