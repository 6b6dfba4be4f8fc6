"""支部报到: branches of units that checked in at a community, with the number of their members (SEED-015, 076)."""

from domain.label import Label
from domain.registers.declared.parts import community, contact, day, name, note
from domain.registers.register import Field, Kind, Register

BRANCHES = Register(
    "branches",
    Label("支部报到", "Branches checked in"),
    "ZB",
    (
        name(Label("党支部名称", "Branch")),
        Field("unit", Label("所在单位", "Unit"), Kind.LINK, to="co-building"),
        community(),
        day("checked_in_on", Label("报到日期", "Checked in on"), required=True),
        Field("members", Label("报到党员数", "Members checked in"), Kind.NUMBER, required=True, summed=True),
        Field("claimed", Label("认领事项", "What it took on"), Kind.NOTE),
        *contact(),
        note(),
    ),
    about=Label("单位党组织到社区报到，报到党员按支部计数。", "Members are counted by branch."),
)
