"""The public door: HTTP in, facts to cases, and what the read model knows out.

Imports workflows by name only.
"""
