"""What stands on the screen: the line, the panel, and the ending with its faults named."""

import time
from io import StringIO

from rich.console import Console

from demo import ending, view
from demo.clock import Clock
from demo.judge import Done, Verdict
from demo.ledger import Ledger
from demo.pack import Pack
from demo.script import Story, on
from demo.settings import read
from demo.views import Accepted, CaseFull, CaseRow, Rate, Share


def booked(story: Story) -> Ledger:
    """A ledger with one case that climbed as written, and once more."""
    ledger = Ledger(story)
    told = next(told for told in story.reports if told.key == "climb-wire")
    ledger.accept(told, Accepted("SGH-1", "0", "http://street/SGH-1"))
    ledger.answered.add("SGH-1")
    ledger.climbed("SGH-1", on(9, 14, 50), "SQ05", "respond", "pingan")
    ledger.climbed("SGH-1", on(9, 15, 20), "pingan", "respond", "district-command")
    ledger.climbed("SGH-1", on(9, 15, 20), "pingan", "respond", "district-command")
    return ledger


def printed(*what: object) -> str:
    """What a wide log shows."""
    out = StringIO()
    Console(file=out, width=140).print(*what)
    return out.getvalue()


def test_progress_names_the_day_the_counts_and_the_climbs(story: Story) -> None:
    """In a line, and in a panel; a step is told once."""
    ledger, clock = booked(story), Clock(1.0)
    clock.set(on(10, 9), time.monotonic())
    assert "10-10 周六 09:00 报事 1/620 已响应 1" in view.line(clock, ledger)
    shown = printed(view._panel(clock, ledger))
    assert "升级" in shown
    assert shown.count("SQ05 → pingan") == 1
    assert len(ledger.climbs) == 2


def test_rates_show_their_cases_and_what_is_too_little() -> None:
    """A figure without its cases is no figure."""
    none = Share(None, 4, 4)
    rate = Rate(
        "guanli", "公共管理部", Share(95.0, 19, 20), Share(90.0, 9, 10), none, none, 93.5, ("small_sample",)
    )
    shown = printed(ending.rates_table([rate], [rate]))
    assert "95.00% 19/20" in shown
    assert "样本不足 4/4" in shown
    assert "93.50*" in shown


def test_operations_are_told_live_and_counted_at_the_end(story: Story, pack: Pack) -> None:
    """Each with who did it; steps that lead up to one are told, and not counted."""
    ledger, clock = booked(story), Clock(1.0)
    clock.set(on(10, 9), time.monotonic())
    full = CaseFull(CaseRow("SGH-2", "closed", None, None, "merged"), (), (), (), 0)
    for act in story.acts:
        ledger.play(act, full, act.at)
    assert "合并\u00a01" in printed(view._panel(clock, ledger))
    done = tuple(Done(act, "SGH-2", act.at, 1) for act in story.acts)
    table = printed(ending.acts_table(done, pack))
    assert all(word in table for word in ("派遣员", "复核员乙", "街道党工委", "报事人", "系统"))
    line = ending.counted(done, 9)
    assert line.startswith("突发事件 1、自动并入 1")
    assert line.endswith("、预警 9")
    assert "申请延期" not in line


def test_the_ending_tells_plan_machine_and_fault_apart(story: Story, pack: Pack) -> None:
    """Three lists, and where to look."""
    ledger, out = booked(story), StringIO()
    planned = tuple(climb for climb in ledger.climbs.values() if climb.planned)
    unplanned = tuple(climb for climb in ledger.climbs.values() if not climb.planned)
    verdict = Verdict(("R0001 has no case number",), 0, 1, planned, unplanned, (), ("late",), "climb-wire")
    ending.show(Console(file=out, width=140), verdict, ledger, pack, read({}))
    shown = out.getvalue()
    assert "张家湾社区网格站" in shown
    assert "只因机器慢：late" in shown
    assert "✗ R0001 has no case number" in shown
    assert "http://127.0.0.1:8233/namespaces/default/workflows/SGH-1" in shown
