"""党员报到: single members, where a community writes them down; counted apart, for branches count them already."""

from domain.label import Label
from domain.registers.declared.parts import community, day, note
from domain.registers.register import Field, Kind, Register

MEMBERS = Register(
    "members",
    Label("党员报到", "Members checked in"),
    "DY",
    (
        Field("branch", Label("党支部", "Branch"), Kind.LINK, required=True, to="branches"),
        community(),
        day("checked_in_on", Label("报到日期", "Checked in on"), required=True),
        Field("person", Label("姓名", "Name"), personal=True),
        Field("phone", Label("联系电话", "Telephone"), personal=True),
        Field("claimed", Label("认领岗位", "Post taken on")),
        note(),
    ),
    title="branch",
    about=Label(
        "可不登记个人；登记的加密保存，不收身份证号。", "Nobody must be named; no identity card numbers."
    ),
)
