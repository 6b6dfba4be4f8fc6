"""共建活动, told apart by the campaign they belong to (SEED-078, SEED-001)."""

from domain.label import Label
from domain.registers.declared.parts import community, day, kind_of_service, name, note
from domain.registers.register import Field, Kind, Register

ACTIVITIES = Register(
    "activities",
    Label("共建活动", "Activities"),
    "HD",
    (
        name(Label("活动名称", "Activity")),
        Field("campaign", Label("活动主题", "Campaign")),
        kind_of_service(),
        community(),
        day("held_on", Label("活动日期", "Held on"), required=True),
        Field("place", Label("地点", "Place")),
        Field("unit", Label("牵头单位", "Led by"), Kind.LINK, to="co-building"),
        Field("people", Label("参加人数", "Took part"), Kind.NUMBER, summed=True),
        note(),
    ),
    grouped=("campaign",),
    about=Label("共建活动，按活动主题统计。", "What was done together, by campaign."),
)
