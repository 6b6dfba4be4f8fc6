"""One folder is one city: read, cross-checked, and handed out as `domain.policy.City`. Called at start."""

from infra.pack.city import edition_of, files_of, load_city
from infra.pack.faults import PackError

__all__ = ["PackError", "edition_of", "files_of", "load_city"]
