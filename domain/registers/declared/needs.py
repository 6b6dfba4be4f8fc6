"""服务需求清单: what communities need (SEED-083)."""

from domain.label import Label
from domain.registers.declared.parts import community, contact, day, kind_of_service, name, note, state
from domain.registers.register import Field, Kind, Register

STATES = {
    "open": Label("待认领", "Unclaimed"),
    "claimed": Label("已认领", "Claimed"),
    "met": Label("已满足", "Met"),
}

NEEDS = Register(
    "needs",
    Label("服务需求", "Needs"),
    "XQ",
    (
        name(Label("需求名称", "Need")),
        kind_of_service(),
        community(),
        day("starts_on", Label("开始日期", "From")),
        day("ends_on", Label("截止日期", "Until")),
        Field("people", Label("受益人数", "People it is for"), Kind.NUMBER, summed=True),
        state(STATES),
        *contact(),
        note(),
    ),
    about=Label(
        "社区提出的服务需求；认领后成为服务项目。", "What communities need; claimed, it is a project."
    ),
)
