"""Made-up rows for each register, as many as the source counts. No name, number or unit of them is real.

The same rows for the same communities and day, every time. Each table is what an office would upload: a heading, lines.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

FIGURES = {
    "co-building": 114,
    "resources": 51,
    "needs": 42,
    "projects": 58,
    "agreements": 189,
    "activities": 79,
    "branches": 220,
    "service-hours": 79,
    "new-organisations": 296,
    "property-companies": 51,
    "owners-committees": 41,
}
"""Rows of each; hours are one record an activity, which the source does not count."""
MEMBERS = 9800
"""Members that checked in with the branches."""
CAMPAIGN = "清洁家园迎军运"
Line = tuple[object, ...]
UNITS = ("机关", "事业单位", "国有企业", "学校", "医院", "非公企业", "社会组织")
SERVICES = (
    "助老扶弱",
    "青少年关爱",
    "医疗健康",
    "法律咨询",
    "文体教育",
    "环境清洁",
    "平安巡防",
    "场地设施",
    "就业创业",
)
PROJECT_STATES = ("已评价", "已评价", "已评价", "已完成，待评价", "推进中", "已认领")
RATINGS = ("非常满意", "满意", "非常满意", "一般")
PARTY = ("单独组建", "联合组建")


class Tables:
    """All tables for these communities (codes), as of that day."""

    def __init__(self, communities: Sequence[str], today: date) -> None:
        self._communities, self._today = communities, today

    def all(self) -> Iterator[tuple[str, list[Line]]]:
        """Each register with its table, those that others name first."""
        yield "co-building", self._units()
        yield "resources", self._resources()
        yield "needs", self._needs()
        yield "projects", self._projects()
        yield "agreements", self._agreements()
        yield "activities", self._activities()
        yield "branches", self._branches()
        yield "service-hours", self._hours()
        yield "new-organisations", self._organisations()
        yield "property-companies", self._companies()
        yield "owners-committees", self._committees()

    def _units(self) -> list[Line]:
        head = ("编号", "单位名称", "单位性质", "社区", "党组织名称", "在职党员数", "参与共建", "参与日期")
        return [head] + [
            (key("GJ", n), f"共建单位 {n:03}", of(UNITS, n), self._at(n), f"共建单位 {n:03} 党支部", 20 + n % 60,
             "参与", self._ago(400 + n))
            for n in each("co-building")
        ]  # fmt: skip

    def _resources(self) -> list[Line]:
        head = ("编号", "资源名称", "服务类别", "提供单位", "社区", "开始日期", "截止日期", "可服务人数")
        return [head] + [
            (key("ZY", n), f"{of(SERVICES, n)}资源 {n:02}", of(SERVICES, n), key("GJ", n), self._at(n) if n % 3 else "",
             self._ago(300), self._ago(-300), 20 + n)
            for n in each("resources")
        ]  # fmt: skip

    def _needs(self) -> list[Line]:
        head = ("编号", "需求名称", "服务类别", "社区", "开始日期", "截止日期", "受益人数", "状态")
        return [head] + [
            (key("XQ", n), f"{of(SERVICES, n)}需求 {n:02}", of(SERVICES, n), self._at(n), self._ago(90),
             self._ago(-90), 10 + n, "已满足" if of(PROJECT_STATES, n) == "已评价" else "已认领")
            for n in each("needs")
        ]  # fmt: skip

    def _projects(self) -> list[Line]:
        head = ("编号", "项目名称", "服务类别", "社区", "认领单位", "对应需求", "所用资源", "状态", "下次跟进",
                "完成日期", "需求方评价")  # fmt: skip
        lines: list[Line] = [head]
        for n in each("projects"):
            state = of(PROJECT_STATES, n)
            done = state.startswith("已") and state != "已认领"
            of_need = n <= FIGURES["needs"]
            lines.append(
                (key("XM", n), f"{of(SERVICES, n)}项目 {n:02}", of(SERVICES, n), self._at(n), key("GJ", n),
                 key("XQ", n) if of_need else "", key("ZY", n) if n <= FIGURES["resources"] else "", state,
                 self._ago(n % 5 - 10) if state == "推进中" else "", self._ago(n) if done else "",
                 of(RATINGS, n) if state == "已评价" else "")
            )  # fmt: skip
        return lines

    def _agreements(self) -> list[Line]:
        head: Line = ("编号", "协议名称", "共建单位", "社区", "签订日期", "有效期至", "约定任务")
        return [head] + [
            (key("XY", n), f"共建协议 {n:03}", key("GJ", 1 + (n - 1) % FIGURES["co-building"]), self._at(n),
             self._ago(500 - n), self._ago(-600 - n), "每季度服务社区一次")
            for n in each("agreements")
        ]  # fmt: skip

    def _activities(self) -> list[Line]:
        head = ("编号", "活动名称", "活动主题", "服务类别", "社区", "活动日期", "牵头单位", "参加人数")
        return [head] + [
            (key("HD", n), f"{CAMPAIGN} 第 {n} 场", CAMPAIGN, "环境清洁", self._at(n), self._ago(2 * n),
             key("GJ", n), 20 + n % 40)
            for n in each("activities")
        ]  # fmt: skip

    def _branches(self) -> list[Line]:
        head: Line = ("编号", "党支部名称", "所在单位", "社区", "报到日期", "报到党员数")
        few, more = divmod(MEMBERS, FIGURES["branches"])
        return [head] + [
            (key("ZB", n), f"报到支部 {n:03}", key("GJ", 1 + (n - 1) % FIGURES["co-building"]), self._at(n),
             self._ago(300 - n), few + (n <= more))
            for n in each("branches")
        ]  # fmt: skip

    def _hours(self) -> list[Line]:
        head = ("编号", "党支部", "活动", "社区", "服务日期", "参加党员数", "服务小时合计")
        return [head] + [
            (key("FW", n), key("ZB", n), key("HD", n), self._at(n), self._ago(2 * n), 10 + n % 20, 2 * (10 + n % 20))
            for n in each("service-hours")
        ]  # fmt: skip

    def _organisations(self) -> list[Line]:
        head = ("编号", "组织名称", "组织类别", "社区", "成立日期", "党组织组建", "组建日期", "党员数")
        return [head] + [
            (key("LX", n), f"两新组织 {n:03}", ("新经济组织", "新社会组织")[n % 4 == 0], self._at(n),
             self._ago(2000 + n), of(PARTY, n), self._ago(700 - 2 * n), 3 + n % 9)
            for n in each("new-organisations")
        ]  # fmt: skip

    def _companies(self) -> list[Line]:
        head = ("编号", "企业名称", "社区", "进驻日期", "服务小区数", "党组织组建", "组建日期", "党员数")
        return [head] + [
            (key("WY", n), f"物业企业 {n:02}", self._at(n), self._ago(1500 + n), 1 + n % 4, of(PARTY, n),
             self._ago(500 - n), 3 + n % 7)
            for n in each("property-companies")
        ]  # fmt: skip

    def _committees(self) -> list[Line]:
        head = (
            "编号",
            "业委会名称",
            "社区",
            "成立日期",
            "届满日期",
            "户数",
            "党组织组建",
            "组建日期",
            "党员数",
        )
        return [head] + [
            (key("YW", n), f"小区业委会 {n:02}", self._at(n), self._ago(900 + n), self._ago(-200 - n), 300 + 10 * n,
             of(PARTY, n), self._ago(400 - n), 3 + n % 5)
            for n in each("owners-committees")
        ]  # fmt: skip

    def _at(self, n: int) -> str:
        return of(self._communities, n)

    def _ago(self, days: int) -> str:
        return (self._today - timedelta(days=days)).isoformat()


def each(register: str) -> range:
    """Numbers of its rows, from 1."""
    return range(1, FIGURES[register] + 1)


def key(prefix: str, n: int) -> str:
    """A row's number."""
    return f"{prefix}-{n:04}"


def of(choices: Sequence[str], n: int) -> str:
    """The n-th of them, round and round."""
    return choices[n % len(choices)]
