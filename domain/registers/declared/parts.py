"""Fields and choices that several registers share."""

from domain.label import Label
from domain.registers.register import Coverage, Field, Kind

SERVICE_KINDS = {
    "elders": Label("助老扶弱", "Help for the elderly and the weak"),
    "youth": Label("青少年关爱", "Care for the young"),
    "health": Label("医疗健康", "Health"),
    "law": Label("法律咨询", "Legal advice"),
    "culture": Label("文体教育", "Culture, sport, education"),
    "clean": Label("环境清洁", "Cleaning up"),
    "safety": Label("平安巡防", "Safety patrols"),
    "venue": Label("场地设施", "Rooms and facilities"),
    "jobs": Label("就业创业", "Work and business"),
    "other": Label("其他", "Other"),
}
"""服务类别 of resources, needs, projects and activities: a need and a resource fit by it."""
PARTY_STATES = {
    "sole": Label("单独组建", "A body of its own"),
    "joint": Label("联合组建", "A joint body"),
    "none": Label("未组建", "None yet"),
}


def name(label: Label) -> Field:
    """What a row is called."""
    return Field("name", label, required=True)


def community(*, required: bool = True) -> Field:
    """社区."""
    return Field("community", Label("社区", "Community"), Kind.COMMUNITY, required)


def choice(field_name: str, label: Label, choices: dict[str, Label]) -> Field:
    """One of a list, always said."""
    return Field(field_name, label, Kind.CHOICE, required=True, choices=choices)


def state(choices: dict[str, Label]) -> Field:
    """状态, which steps set: the first until then."""
    first = next(iter(choices))
    return Field("state", Label("状态", "State"), Kind.CHOICE, choices=choices, by_steps=True, first=first)


def kind_of_service() -> Field:
    """服务类别."""
    return choice("kind", Label("服务类别", "Kind of service"), SERVICE_KINDS)


def day(field_name: str, label: Label, *, required: bool = False) -> Field:
    """A day."""
    return Field(field_name, label, Kind.DAY, required)


def contact() -> tuple[Field, Field]:
    """联系人, sealed."""
    return (
        Field("contact", Label("联系人", "Contact"), personal=True),
        Field("phone", Label("联系电话", "Telephone"), personal=True),
    )


def note() -> Field:
    """备注."""
    return Field("note", Label("备注", "Note"), Kind.NOTE)


def party_body() -> tuple[Field, ...]:
    """党组织组建: whether an organisation has a party body, since when, and how many members."""
    return (
        choice("party", Label("党组织组建", "Party body"), PARTY_STATES),
        Field("party_name", Label("党组织名称", "Name of the party body")),
        day("party_since", Label("组建日期", "Set up on")),
        Field("members", Label("党员数", "Party members"), Kind.NUMBER, summed=True),
    )


PARTY_COVERAGE = Coverage(
    Label("党组织覆盖率", "With a party body"),
    "party",
    frozenset({"sole", "joint"}),
    since="party_since",
    begun="founded_on",
)
"""SEED-075, 079, 080."""
