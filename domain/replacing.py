"""A changed copy of a frozen dataclass, in a fraction of `dataclasses.replace`'s time: cases are copied at every event.

Used wherever a state is folded. The classes of states have neither slots nor a `__post_init__`, and no cached property
that a copy would keep; `tests.domain.test_replacing` holds them to it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace  # so that mypy goes on checking every field's name and type
else:

    def replace(old, /, **changes):
        """The same but for `changes`. Raises `TypeError` for a field that the class does not have."""
        fields = old.__dict__.copy()
        known = len(fields)
        fields.update(changes)
        if len(fields) != known:
            raise TypeError(f"{type(old).__name__} has no {', '.join(changes.keys() - old.__dict__.keys())}")
        new = object.__new__(type(old))
        object.__setattr__(new, "__dict__", fields)
        return new


__all__ = ["replace"]
