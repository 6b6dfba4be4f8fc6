"""服务项目清单: a need and who meets it, followed up until the need's side has rated it (SEED-021, SEED-084)."""

from domain.label import Label
from domain.registers.declared.parts import community, day, kind_of_service, name, note, state
from domain.registers.register import Field, Kind, Register

STATES = {
    "claimed": Label("已认领", "Claimed"),
    "under_way": Label("推进中", "Under way"),
    "done": Label("已完成，待评价", "Done, to be rated"),
    "rated": Label("已评价", "Rated"),
    "dropped": Label("已取消", "Dropped"),
}
POINTS = {
    "5": Label("非常满意", "Very satisfied"),
    "4": Label("满意", "Satisfied"),
    "3": Label("一般", "Fair"),
    "2": Label("不满意", "Dissatisfied"),
    "1": Label("非常不满意", "Very dissatisfied"),
}

PROJECTS = Register(
    "projects",
    Label("服务项目", "Projects"),
    "XM",
    (
        name(Label("项目名称", "Project")),
        kind_of_service(),
        community(),
        Field("unit", Label("认领单位", "Claimed by"), Kind.LINK, required=True, to="co-building"),
        Field("need", Label("对应需求", "Need"), Kind.LINK, to="needs", by_steps=True),
        Field("resource", Label("所用资源", "Resource"), Kind.LINK, to="resources", by_steps=True),
        state(STATES),
        Field("next_on", Label("下次跟进", "Next follow-up"), Kind.DAY, by_steps=True),
        Field("done_on", Label("完成日期", "Done on"), Kind.DAY, by_steps=True),
        Field(
            "rating",
            Label("需求方评价", "Rated by the need's side"),
            Kind.CHOICE,
            choices=POINTS,
            by_steps=True,
        ),
        Field("rating_note", Label("评价说明", "Words of the rating"), Kind.NOTE, by_steps=True),
        day("planned_on", Label("计划完成", "Planned for")),
        note(),
    ),
    about=Label(
        "认领的服务项目：跟进、完成，由提出需求的社区评价。", "Followed up, done, rated by the community."
    ),
)
