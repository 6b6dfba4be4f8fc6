"""成果 as a Word file that a street office would hand in. Used by `api.published.resources`."""

import io
from collections.abc import Iterator, Sequence
from itertools import groupby

from api import wordfiles
from api.schemas.published import FigureShown, PublishedResults
from api.schemas.rates import ShareShown

HEAD = ("项目", "已公布", "按记录统计", "相差", "来源行")
WIDTHS = (5.2, 3.0, 4.4, 3.0, 2.4)  # cm
KINDS = (("诉求人", "上月满意率", "本月满意率", "升降"), (4.0, 4.6, 4.6, 4.0))
CHANNELS = (("渠道", "件数", "占比"), (6.0, 4.0, 4.0))
NOTHING = "尚无数据"


def report(told: PublishedResults, city: str) -> bytes:
    """The file."""
    made = wordfiles.begun(f"{city}民呼我应 {told.year} 年成果", city, told.as_of)
    made.add_paragraph(
        f"统计口径：{told.start:%Y-%m-%d} 起受理的事件和办件，截至 {told.as_of:%Y-%m-%d %H:%M}；"
        "“已公布”为本街道对外公布的数字，“按记录统计”逐项由系统中的记录得出，两者相差如实列出。"
    )
    for part, figures in groupby(told.figures, lambda figure: figure.part):
        made.add_heading(part, 1)
        wordfiles.table(made, WIDTHS, [HEAD, *map(_figure, figures)])
    for title, (head, widths), lines in (
        ("企业、群众、基层满意度", KINDS, list(_kinds(told))),
        ("来源渠道", CHANNELS, [(line.name, str(line.cases), f"{line.percent}%") for line in told.channels]),
    ):
        made.add_heading(title, 1)
        wordfiles.table(made, widths, [head, *lines]) if lines else made.add_paragraph(NOTHING)
    made.add_heading("干部作风", 1)
    before, now = (few(number) for number in (told.conduct.before, told.conduct.now))
    made.add_paragraph(f"服务态度、工作效率投诉：上月 {before} 件，本月 {now} 件。")
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def few(number: int | None) -> str:
    """A number that is too small to be told."""
    return "少于规定样本" if number is None else str(number)


def _figure(figure: FigureShown) -> Sequence[str]:
    since = (
        f"（{figure.since.month} 月 {figure.since.day} 日起）" if figure.since.timetuple().tm_yday > 1 else ""
    )
    theirs = _both(figure.published, figure.published_percent)
    ours = _both(figure.number, figure.share.rate if figure.share else None, figure.share)
    apart = [signed(figure.difference), f"{signed(figure.points)} 个百分点" if figure.points else ""]
    said = "；".join(filter(None, apart)) or "—"
    return (figure.name + since, theirs or "—", ours if figure.measured else NOTHING, said, figure.line)


def _both(number: int | None, percent: str | None, share: ShareShown | None = None) -> str:
    """1982；88.68%（…/…）."""
    below = f"（{share.numerator}/{share.denominator}）" if share and share.denominator else ""
    rate = f"{percent}%{below}" if percent is not None else "样本不足" + below if share else ""
    return "；".join(filter(None, ("" if number is None else str(number), rate)))


def signed(value: int | str | None) -> str:
    """With its sign; empty for none."""
    if value is None:
        return ""
    return f"+{value}" if not str(value).startswith("-") and str(value) not in ("0", "0.00") else str(value)


def _kinds(told: PublishedResults) -> Iterator[Sequence[str]]:
    for kind in told.kinds:
        shares = (_both(None, share.rate, share) for share in (kind.before, kind.now))
        yield (kind.name, *shares, f"{signed(kind.points)} 个百分点" if kind.points else "—")
