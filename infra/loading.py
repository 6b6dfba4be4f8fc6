"""Lets a process load without looking for garbage among what it loads.

Imported before everything else, by what a process or a test run begins with and by nothing that others import. While
modules load next to nothing is thrown away, yet the collector looks through all that is there again and again: for a
quarter of the API's start. Afterwards every full collection would walk over those modules once more, in the middle of
somebody's report.
"""

import gc

gc.disable()


RARELY = (20_000, 20, 20)
"""Python's own measure is 700 objects: with our libraries that is a collection in every answer."""


def loaded(*, seldom: bool = True) -> None:
    """What is there now stays until the end: collect from here on, only what comes, and not at every turn.

    `seldom` False is for the worker, as often as Python does: a workflow that leaves the cache is garbage, and ten
    thousand of them are half a gigabyte.
    """
    gc.freeze()
    if seldom:
        gc.set_threshold(*RARELY)
    gc.enable()
