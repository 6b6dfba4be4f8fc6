"""The staff pages' routers, in the order in which their paths are tried. Hung in by `api.pages.site`."""

from api.pages.staff import (
    appeals,
    callbacks,
    casepage,
    command,
    desk,
    duty,
    figures,
    grid,
    live,
    login,
    printing,
    queues,
    station,
    upkeep,
)

PAGES = (
    login,
    live,
    desk,
    grid,
    command,
    printing,
    casepage,
    queues,
    callbacks,
    station,
    figures,
    appeals,
    duty,
    upkeep,
)
STAFF = tuple(module.router for module in PAGES)
