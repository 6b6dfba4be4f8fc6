"""共建协议 (SEED-077)."""

from domain.label import Label
from domain.registers.declared.parts import community, day, name, note
from domain.registers.register import Field, Kind, Register

AGREEMENTS = Register(
    "agreements",
    Label("共建协议", "Agreements"),
    "XY",
    (
        name(Label("协议名称", "Agreement")),
        Field("unit", Label("共建单位", "Unit"), Kind.LINK, required=True, to="co-building"),
        community(),
        day("signed_on", Label("签订日期", "Signed on"), required=True),
        day("ends_on", Label("有效期至", "Valid until")),
        Field("tasks", Label("约定任务", "Tasks agreed on"), Kind.NOTE),
        note(),
    ),
    about=Label(
        "共建单位与社区签订的协议和约定任务。", "Agreements of units with communities, and their tasks."
    ),
)
