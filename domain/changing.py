"""A frozen record with some of its fields changed. For the folds, where cases are changed event after event."""

from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["changed"]

R = TypeVar("R")

if TYPE_CHECKING:
    from dataclasses import replace as changed
else:

    def changed(record: R, /, **changes: Any) -> R:
        """What `dataclasses.replace` returns, in a fifth of its time: it takes the fields over as they are.

        For records without `__post_init__` and without slots, as all of `domain` are. Raises `TypeError` for a field
        that there is not.
        """
        fields = record.__dict__
        if not changes.keys() <= fields.keys():
            raise TypeError(
                f"{type(record).__name__} has no such field: {sorted(changes.keys() - fields.keys())}"
            )
        new = object.__new__(type(record))
        new.__dict__.update(fields, **changes)
        return new
