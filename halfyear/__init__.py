"""The source's half-year driven through the live system: `make half-year`. Speaks HTTP only; imports no layer."""
