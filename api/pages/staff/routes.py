"""The staff pages' routers, in the order in which their paths are tried. Hung in by `api.pages.site`."""

from api.pages.staff import (
    casepage,
    command,
    desk,
    figures,
    grid,
    live,
    login,
    notices,
    printing,
    queues,
    upkeep,
)

PAGES = (login, live, desk, grid, command, printing, casepage, queues, figures, notices, upkeep)
STAFF = tuple(module.router for module in PAGES)
