"""One folder is one city: read, cross-checked, and handed out as `domain.policy.City`. Called by every door at start."""

from infra.pack.city import load_city
from infra.pack.faults import PackError

__all__ = ["PackError", "load_city"]
