"""代报 and 发现上报: whose words a report is, and who took it down. Pure; asked by the door, told by every view.

It changes no rule and no figure: whom a report counts for is its reporter's kind.
"""

from domain.facts import Entered, Report, ReporterKind
from domain.label import Label
from domain.organisation import Unit, UnitKind
from domain.people import Actor, Role

OURS = frozenset({"grid", "phone", "web", "wechat", "meeting"})
"""Channels in which a signed-in person speaks; what a hotline, a board or another system refers is its reporter's."""

_BY_KIND = {
    UnitKind.GRID: (
        Label("由网格员代报", "reported by the grid worker for somebody"),
        Label("网格员发现上报", "found by the grid worker"),
    ),
    UnitKind.STATION: (
        Label("由社区网格站代报", "reported by the grid station for somebody"),
        Label("社区网格站发现上报", "found by the grid station"),
    ),
}
_STAFF = (
    Label("由工作人员代报", "reported by staff for somebody"),
    Label("工作人员发现上报", "found by staff"),
)


def entered(
    by: Actor, channel: str, kind: ReporterKind, personal: bool, on_behalf: bool | None = None
) -> Entered:
    """Whose words it is. `on_behalf` is what was said of it; unsaid, a grid worker's report about nobody is found.

    `personal`: a name or a number of the reporter was given.
    """
    if by.has(Role.REPORTER) or channel not in OURS:
        return Entered.SELF
    if on_behalf is None:
        on_behalf = channel != "grid" or personal or kind is not ReporterKind.GRASSROOTS
    return Entered.BEHALF if on_behalf else Entered.FOUND


def entered_words(report: Report, units: dict[str, Unit]) -> Label | None:
    """由网格员代报, and the like; None for what its reporter sent."""
    if report.entered is Entered.SELF:
        return None
    unit = units.get(report.entered_by)
    behalf, found = _BY_KIND.get(unit.kind, _STAFF) if unit else _STAFF
    return behalf if report.entered is Entered.BEHALF else found
