"""The numbers a city sets: every limit of a case that is not the item's own. From `policy.toml` of the pack."""

from dataclasses import dataclass, field
from datetime import time

from domain.attributes import Attribute
from domain.calendar import Calendar
from domain.catalogue import Catalogue, Clock, Limits
from domain.classifying import Classifying
from domain.facts.words import Why
from domain.label import Label
from domain.offering import Offering, Office, Service
from domain.organisation import Community, Tier, Unit
from domain.published import Published
from domain.quiet import Quiet

NIGHT = Quiet(time(21), time(8))
"""Quiet hours of a city that says nothing of them."""


@dataclass(frozen=True)
class Limit:
    """One budget on one clock, e.g. 4 hours of office time."""

    clock: Clock
    budget: str


@dataclass(frozen=True)
class Rung:
    """A command centre above the street: whom a missed case climbs to, and its fresh budgets there."""

    tier: Tier
    unit: str
    limits: Limits
    connected: bool = True  # works in this system; else what goes up is registered there by hand (上报登记)


@dataclass(frozen=True)
class Policy:
    """Every default of docs/rules.md that is a number or a name, as data."""

    prefix: str  # of case numbers
    name_zh: str
    name_en: str
    desk: str  # the street's command centre: triages, approves, dispatches, leads what has no item
    committee: str  # hears what is about the desk itself
    rungs: tuple[Rung, ...]  # above the street, lowest first
    unclassified: Limits  # a B case without an item
    triage: Limit
    approval: Limit
    co_overdue: Limit  # the desk's time to extend or cancel an overdue co call
    return_decision: Limit
    return_at_most: Limit
    conference: Limit
    hand_up: Limit  # the upper tier's time to accept
    request: Limit  # the desk's time to decide an extension, a suspension, a void
    ask_ahead: Limit  # asked so long before the deadline, a request stops the clock until it is decided
    suspend_at_most: Limit
    suspend_alone: Limit  # a longer suspension takes a second person
    suspension_notice: Limit  # the unit is told so long before it ends
    check: Limit
    check_urgent: Limit
    rating_window: Limit
    reason: Limit  # the desk's time after a dissatisfied rating that is not "unsolved"
    review: Limit
    rework_at_least: Limit
    reopen: Limit  # after closing, the reporter may reopen it once with something new
    appeal: Limit  # after closing, a unit may appeal a breach, or ask to leave a rating out
    register: Limit  # the desk's time to register a case with a tier that is not connected
    repeat: Limit  # after closing, the same matter without anything new is answered by reference
    respond_again_at_least: str  # floor of the second response budget, e.g. "30m"
    urgent_above: Limit  # response budget of an urgent case above the street
    petition: Limit
    petition_urgent: Limit
    urges_a_day: int
    undelivered: str  # a call not delivered for so long is shown, e.g. "15m"
    undelivered_urgent: str
    small_sample: int  # fewer ratings than this: no satisfaction rate
    weights: tuple[int, int, int]  # response, completion, satisfaction, in percent
    warn_at: tuple[int, ...]  # percent of a deadline's budget, ascending
    quiet_hours: Quiet = NIGHT  # nobody is rung up then, unless on duty or asking for it
    messages_a_day: int = 5  # to one reporter
    keepers: dict[str, str] = field(default_factory=dict)  # who keeps registers (台账) -> unit; else the desk


@dataclass(frozen=True)
class Ringing:
    """IP 电话回访: which key is which rating, when nobody is rung up, and how long what is given out stays so."""

    keys: dict[str, int] = field(default_factory=lambda: {str(6 - n): n for n in range(5, 0, -1)})
    whys: dict[str, Why] = field(default_factory=lambda: {str(n): why for n, why in enumerate(Why, 1)})
    quiet: tuple[tuple[time, time], ...] = ((time(12), time(14)), (time(21), time(8, 30)))
    """In the city's own time; from the first moment up to the second, which may lie on the next day."""
    after: str = "4h"  # continuous: so long people have for rating by page before they are rung up
    lease: str = "10m"  # continuous: so long one telephone system has a call for itself


@dataclass(frozen=True)
class Danger:
    """Words at which people are told to call an emergency number first."""

    number: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Public:
    """What a pack says to people beside its rules."""

    hotline: str = ""  # who rather talks than types calls this
    danger: tuple[Danger, ...] = ()
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)  # item -> people's words for it
    services: tuple[Service, ...] = ()
    attributes: dict[str, tuple[Attribute, ...]] = field(default_factory=dict)  # item -> questions


@dataclass(frozen=True)
class City:
    """One pack, loaded and cross-checked."""

    policy: Policy
    units: dict[str, Unit]  # grids included
    communities: dict[str, Community]
    catalogue: Catalogue
    calendar: Calendar
    reasons: dict[str, dict[str, Label]]  # operation -> reason code -> its name
    area: tuple[float, float, float, float]  # WGS-84 west, south, east, north of what the pack covers
    public: Public = field(default_factory=Public)
    offering: Offering = field(default_factory=Offering)
    ringing: Ringing = field(default_factory=Ringing)
    classifying: Classifying = field(default_factory=Classifying)
    published: tuple[Published, ...] = ()
    edition: str = ""  # names the pack's very contents: equal where two processes count by the same

    def hours_of(self, unit: str) -> str:
        """The key of a unit's duty hours; the desk's where the pack does not know the unit."""
        return self.units.get(unit, self.units[self.policy.desk]).hours

    def service(self, code: str) -> Service | None:
        """The service of that code."""
        return next((one for one in self.public.services if one.code == code), None)

    def office_of(self, service: Service) -> Office:
        """Who does it; the desk where the pack names no office."""
        return self.offering.offices.get(service.office) or Office(service.office, self.policy.desk)
