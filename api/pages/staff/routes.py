"""The staff pages' routers, in the order in which their paths are tried. Hung in by `api.pages.site`."""

from api.pages.staff import (
    casepage,
    citydata,
    command,
    desk,
    figures,
    grid,
    live,
    login,
    oidc,
    printing,
    queues,
    referred,
    replanning,
    station,
    upkeep,
)

PAGES = (
    login,
    oidc,
    live,
    desk,
    grid,
    command,
    printing,
    casepage,
    queues,
    station,
    referred,
    figures,
    upkeep,
    citydata,
    replanning,
)
STAFF = tuple(module.router for module in PAGES)
