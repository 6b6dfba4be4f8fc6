"""The staff pages' routers, in the order in which their paths are tried. Hung in by `api.pages.site`."""

from api.pages.staff import (
    callbacks,
    casepage,
    citydata,
    command,
    desk,
    figures,
    grid,
    live,
    login,
    notices,
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
    callbacks,
    station,
    referred,
    figures,
    notices,
    upkeep,
    citydata,
    replanning,
)
STAFF = tuple(module.router for module in PAGES)
