"""服务资源清单: what units can give (SEED-082)."""

from domain.label import Label
from domain.registers.declared.parts import community, contact, day, kind_of_service, name, note
from domain.registers.register import Field, Kind, Register

RESOURCES = Register(
    "resources",
    Label("服务资源", "Resources"),
    "ZY",
    (
        name(Label("资源名称", "Resource")),
        kind_of_service(),
        Field("unit", Label("提供单位", "Given by"), Kind.LINK, required=True, to="co-building"),
        community(required=False),
        day("starts_on", Label("开始日期", "From")),
        day("ends_on", Label("截止日期", "Until")),
        Field("people", Label("可服务人数", "People it can serve"), Kind.NUMBER, summed=True),
        *contact(),
        note(),
    ),
    grouped=("kind",),
    about=Label(
        "共建单位能提供的服务；不写社区的，全街道可用。", "What units can give; without a community, to all."
    ),
)
