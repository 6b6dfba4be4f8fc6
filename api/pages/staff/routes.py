"""The staff pages' routers, in the order in which their paths are tried. Hung in by `api.pages.site`."""

from api.pages.staff import casepage, command, desk, grid, live, login

STAFF = (login.router, live.router, desk.router, grid.router, command.router, casepage.router)
