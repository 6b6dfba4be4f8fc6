"""报到服务记录: hours that a branch served at an activity (SEED-015)."""

from domain.label import Label
from domain.registers.declared.parts import community, day, note
from domain.registers.register import Field, Kind, Register

SERVICE_HOURS = Register(
    "service-hours",
    Label("报到服务记录", "Hours served"),
    "FW",
    (
        Field("branch", Label("党支部", "Branch"), Kind.LINK, required=True, to="branches"),
        Field("activity", Label("活动", "Activity"), Kind.LINK, required=True, to="activities"),
        community(),
        day("served_on", Label("服务日期", "Served on"), required=True),
        Field("people", Label("参加党员数", "Members who served"), Kind.NUMBER, required=True, summed=True),
        Field("hours", Label("服务小时合计", "Hours together"), Kind.NUMBER, required=True, summed=True),
        note(),
    ),
    title="activity",
    about=Label("支部每次服务的人数和小时合计。", "Who served how long, each time."),
)
