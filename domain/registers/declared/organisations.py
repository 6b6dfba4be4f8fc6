"""两新组织: new economic and new social organisations, with their party bodies (SEED-014, SEED-075)."""

from domain.label import Label
from domain.registers.declared.parts import (
    PARTY_COVERAGE,
    choice,
    community,
    contact,
    day,
    name,
    note,
    party_body,
)
from domain.registers.register import Register

KINDS = {
    "economic": Label("新经济组织", "Economic organisation"),
    "social": Label("新社会组织", "Social organisation"),
}

ORGANISATIONS = Register(
    "new-organisations",
    Label("两新组织", "New organisations"),
    "LX",
    (
        name(Label("组织名称", "Organisation")),
        choice("kind", Label("组织类别", "Kind"), KINDS),
        community(),
        day("founded_on", Label("成立日期", "Founded on")),
        *party_body(),
        *contact(),
        note(),
    ),
    grouped=("kind",),
    about=Label("新经济组织、新社会组织和党组织覆盖。", "New organisations, and which have a party body."),
    coverage=PARTY_COVERAGE,
)
