"""物业企业 with their party bodies (SEED-014, SEED-079)."""

from domain.label import Label
from domain.registers.declared.parts import PARTY_COVERAGE, community, contact, day, name, note, party_body
from domain.registers.register import Field, Kind, Register

MANAGERS = Register(
    "property-companies",
    Label("物业企业", "Property companies"),
    "WY",
    (
        name(Label("企业名称", "Company")),
        community(),
        day("founded_on", Label("进驻日期", "There since")),
        Field("estates", Label("服务小区数", "Estates"), Kind.NUMBER, summed=True),
        *party_body(),
        *contact(),
        note(),
    ),
    about=Label("物业企业和党组织覆盖。", "Property companies, and which have a party body."),
    coverage=PARTY_COVERAGE,
)
