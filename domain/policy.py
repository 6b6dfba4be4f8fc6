"""The numbers a city sets: every limit of a case that is not the item's own. From `policy.toml` of the pack."""

from dataclasses import dataclass, field

from domain.attributes import Attribute
from domain.calendar import Calendar
from domain.catalogue import Catalogue, Clock, Limits
from domain.offering import Offering, Office, Service
from domain.organisation import Community, Tier, Unit


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
    reasons: dict[str, dict[str, str]]  # operation -> reason code -> Chinese name
    area: tuple[float, float, float, float]  # WGS-84 west, south, east, north of what the pack covers
    public: Public = field(default_factory=Public)
    offering: Offering = field(default_factory=Offering)
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
