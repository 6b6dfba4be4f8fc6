"""三减三增: what a street cut, what it gained, by how much, shown by what. Used by `api.simplifications` and pages."""

from enum import StrEnum

from domain.label import Label


class Area(StrEnum):
    """What is cut (the first three), and what is gained."""

    PLATES = "plates"
    CHORES = "chores"
    ASSESSMENTS = "assessments"
    SERVICE = "service"
    ABILITY = "ability"
    EFFECT = "effect"

    @property
    def cut(self) -> bool:
        """Whether less of it is better."""
        return self in (Area.PLATES, Area.CHORES, Area.ASSESSMENTS)


AREAS: dict[str, Label] = {
    Area.PLATES: Label("减牌子", "fewer plates"),
    Area.CHORES: Label("减事务", "fewer chores"),
    Area.ASSESSMENTS: Label("减考核", "fewer assessments"),
    Area.SERVICE: Label("增服务", "more service"),
    Area.ABILITY: Label("增能力", "more ability"),
    Area.EFFECT: Label("增实效", "more effect"),
}


def fits(area: Area, before: int, after: int) -> bool:
    """Whether that is a cut where something is to be cut, and a gain where something is to be gained."""
    return after < before if area.cut else after > before
