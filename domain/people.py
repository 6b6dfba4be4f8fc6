"""Who acts: the roles of docs/rules.md and the person, system or department behind a fact."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """角色. The first nine sit at a command centre; the rest in units, above, or outside."""

    INTAKE = "intake"  # 受理员
    DISPATCHER = "dispatcher"  # 派遣员
    CHIEF = "chief"  # 值班长, of the actor's own tier
    DIRECTOR = "director"  # 指挥中心主任
    AREA_CHIEF = "area_chief"  # 片区长
    CALLBACK = "callback"  # 回访员
    REVIEWER = "reviewer"  # 复核组
    SUPERVISOR = "supervisor"  # 督查员
    ADMIN = "admin"  # 系统管理员
    AUDITOR = "auditor"  # 审计员
    OPERATOR = "operator"  # 运维
    HANDLER = "handler"  # 单位经办人 / 单位审核人
    GRID_CHIEF = "grid_chief"  # 网格长
    STATION_CHIEF = "station_chief"  # 站长
    DEPARTMENT = "department"  # a department's own system, by its signature
    REPORTER = "reporter"  # by track code
    SYSTEM = "system"  # the clock


@dataclass(frozen=True)
class Actor:
    """Who a fact comes from, as our door authenticated it; `decide` judges what they may do."""

    account: str
    unit: str = ""
    roles: tuple[Role, ...] = ()
    home: str = (
        ""  # a deputy's own unit, where `unit` is the one stood in for; it opens nothing and may forbid
    )

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds any of these roles."""
        return any(role in self.roles for role in roles)


SYSTEM = Actor("system", roles=(Role.SYSTEM,))
REPORTER = Actor("reporter", roles=(Role.REPORTER,))
