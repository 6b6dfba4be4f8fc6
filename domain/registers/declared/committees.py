"""业委会 with their party bodies (SEED-014, SEED-080)."""

from domain.label import Label
from domain.registers.declared.parts import PARTY_COVERAGE, community, contact, day, name, note, party_body
from domain.registers.register import Field, Kind, Register

COMMITTEES = Register(
    "owners-committees",
    Label("业委会", "Owners' committees"),
    "YW",
    (
        name(Label("业委会名称", "Committee")),
        community(),
        day("founded_on", Label("成立日期", "Founded on")),
        day("term_ends_on", Label("届满日期", "Term ends on")),
        Field("households", Label("户数", "Households"), Kind.NUMBER, summed=True),
        *party_body(),
        *contact(),
        note(),
    ),
    about=Label("业主委员会和党组织覆盖。", "Owners' committees, and which have a party body."),
    coverage=PARTY_COVERAGE,
)
