"""What stands on the screen at the end: three rates, escalations, slow breaches, links. Used by `show`."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from demo.judge import Done, Verdict
from demo.ledger import Climbed, Ledger
from demo.pack import Pack
from demo.settings import Settings
from demo.view import TIER_NAMES
from demo.views import Rate, Share

MANY = 12
ACCOUNTS = {
    "street-intake": "受理员",
    "street-dispatch": "派遣员",
    "street-chief": "值班长",
    "district-chief": "区值班长",
    "callback-1": "回访员",
    "reviewer-1": "复核员甲",
    "reviewer-2": "复核员乙",
    "supervisor": "督查员",
}
CLOCKS = {"respond": "响应", "respond_again": "再次响应", "resolve": "办结"}


def rates_table(by_unit: list[Rate], by_tier: list[Rate]) -> Table:
    """响应率、办结率、满意率 and the score, per unit and per tier."""
    table = Table(title="三率（响应 10%，办结 40%，满意 50%）", title_justify="left")
    table.add_column("单位", no_wrap=True)
    for column in ("响应率", "办结率", "满意率", "评价", "得分"):
        table.add_column(column, justify="right", no_wrap=True)
    for rate in by_unit:
        table.add_row(*_cells(rate, rate.name if rate.name != rate.key else rate.key))
    table.add_section()
    for rate in by_tier:
        table.add_row(*_cells(rate, f"{TIER_NAMES.get(rate.key, rate.key)}级合计"), style="bold")
    return table


def _cells(rate: Rate, name: str) -> tuple[str, ...]:
    score = "—" if rate.score is None else f"{rate.score:.2f}"
    shares = (rate.response, rate.completion, rate.satisfaction, rate.coverage)
    return (name, *(_share(share) for share in shares), score + ("*" if rate.flags else ""))


def _share(share: Share) -> str:
    """A rate with its cases; too few to rate: the numbers alone."""
    if share.rate is None:
        return f"样本不足 {share.numerator}/{share.denominator}" if share.denominator else "—"
    return f"{share.rate:.2f}% {share.numerator}/{share.denominator}"


def climbs_table(title: str, climbs: tuple[Climbed, ...], pack: Pack) -> Table:
    """Steps up, with who let which deadline pass."""
    table = Table(title=title, title_justify="left")
    for column in ("", "时间", "案件", "从", "到"):
        table.add_column(column, no_wrap=True)
    table.add_column("原因")
    for climb in sorted(climbs, key=lambda one: one.at):
        because = climb.planned.because if climb.planned else f"{CLOCKS.get(climb.clock, climb.clock)}超期"
        names = (pack.unit_of(code).name for code in (climb.who, climb.to))
        mark = "✓" if climb.planned else "·"
        table.add_row(mark, f"{climb.at:%m-%d %H:%M}", climb.case_no, *names, because)
    return table


def acts_table(done: tuple[Done, ...], pack: Pack) -> Table:
    """Every planned operation, in the order in which it was played."""
    table = Table(title="照故事办的", title_justify="left")
    for column in ("", "时间", "案件", "办法", "谁"):
        table.add_column(column, no_wrap=True)
    table.add_column("怎么回事")
    for one in sorted(done, key=lambda one: one.at or one.act.at):
        mark, at = ("✓" if one.times else "✗"), (f"{one.at:%m-%d %H:%M}" if one.at else "—")
        table.add_row(mark, at, one.case_no, one.act.does, _who(one, pack), one.act.says)
    return table


def _who(one: Done, pack: Pack) -> str:
    if one.act.verb is None:
        return "系统"
    if one.act.who is None:
        return "报事人"
    return ACCOUNTS.get(one.act.who) or pack.unit_of(one.act.who).name


def counted(done: tuple[Done, ...], warned: int) -> str:
    """The closing line: what was played, and how often."""
    times: Counter[str] = Counter()
    for one in done:
        if not one.act.step:
            times[one.act.does] += one.times
    return "、".join(f"{does} {count}" for does, count in times.items()) + f"、预警 {warned}"


def show(console: Console, verdict: Verdict, ledger: Ledger, pack: Pack, settings: Settings) -> None:
    """Everything but the rates: escalations, slow breaches, links, faults."""
    console.print(climbs_table("升级：照故事写的", verdict.planned, pack))
    if verdict.unplanned:
        console.print(climbs_table("升级：只因机器慢（不算失败）", verdict.unplanned, pack))
    if verdict.slow:
        some = "、".join(f"{call.call_id} {call.unit}" for call in verdict.slow[:MANY])
        console.print(f"只因机器慢的超期（不算失败）{len(verdict.slow)} 件：{some}", soft_wrap=True)
    for note in verdict.notes:
        console.print(f"只因机器慢：{note}", soft_wrap=True, markup=False)
    console.print(acts_table(verdict.done, pack))
    console.print(counted(verdict.done, verdict.warned), soft_wrap=True, highlight=False)
    _counts(console, verdict, ledger)
    _links(console, verdict, ledger, settings)
    if verdict.faults:
        console.print(f"[red bold]没有照故事发生的 {len(verdict.faults)} 件：")
        for fault in verdict.faults:
            console.print(f"  ✗ {fault}", soft_wrap=True, markup=False, style="red")
    else:
        console.print(f"[green bold]民呼我应：{len(ledger.accepted)} 件报事，件件有人应。")


def _counts(console: Console, verdict: Verdict, ledger: Ledger) -> None:
    accepted, answered = len(ledger.accepted), len(ledger.answered)
    console.print(
        f"报事 {accepted} 件，已响应 {answered} 件，已结 {verdict.closed} 件，在办 {verdict.under_way} 件"
    )
    console.print(f"部门系统故障期间退回的投递 {ledger.failed_deliveries} 次", highlight=False)


def _links(console: Console, verdict: Verdict, ledger: Ledger, settings: Settings) -> None:
    accepted = ledger.accepted.get(verdict.example or "")
    if accepted is None:
        return
    for what, where in (
        ("看一件走得最远的", accepted.track_url),
        ("它在 Temporal 里", f"{settings.temporal_ui}/{accepted.case_no}"),
        ("全部接口", f"{settings.base}/api/v1/docs"),
    ):
        console.print(f"{what}：{where}", soft_wrap=True, highlight=False)
