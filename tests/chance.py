"""A case driven by chance: anybody's facts, fitting moves, and deadlines that pass. For every property of the rules."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from domain import facts as f
from domain.case import Call, Case, TaskKind
from domain.catalogue import Grade
from domain.people import REPORTER, SYSTEM, Actor, Role
from domain.policy import City
from domain.ruling import Refusal
from tests.playing import Play

ITEMS = ("A106", "A107", "A110", "B0102", "B0513", "B0116", "B1105", "B1302", None)
PLACES = (("SQ07", "SQ07-G03"), ("SQ07", "SQ07-G03"), ("SQ07", None), (None, None))
UNITS = ("SQ07-G03", "SQ07-G04", "SQ07", "chengguan", "guanli", "street-command", "district-command", "")
OTHERS = ("chengguan", "guanli", "gongan", "wuye", "nobody")
ODD_MINUTES = (1.3, 46.7, 611.9, 6007.3)
"""Waits that end beside no deadline: budgets are whole minutes, and a server is a moment later than a sum."""
VERDICTS = ("again", "explained", "unreasonable")
LATER = tuple(
    f.Attached(f"SGH-20270101-0000000{n}", datetime(2027, 1, 1, n, tzinfo=UTC), n > 1) for n in (1, 2, 3)
)
"""Cases that come after any that is played."""
EARLIER = "SGH-20261008-00000000"
CHOICES = ("rework", "explain", "review")


@dataclass
class Chance:
    """Makes moves in one play by one source of chance."""

    play: Play
    chance: Random

    def move(self) -> None:
        """One move of any kind. A refused fact must change nothing."""
        kind = self.chance.choice(("fact", "fact", "miss", "wait", "fit", "fit", "fit", "fit"))
        if kind == "miss":
            self.play.miss()
        elif kind == "wait":
            self.play.wait(minutes=self.chance.choice(ODD_MINUTES))
        elif kind == "fit":
            self.fitting()
        else:
            before = self.play.open
            if isinstance(self.play.bring(self.body(), self.anybody()), Refusal):
                assert self.play.open is before

    def anybody(self) -> Actor:
        """Anybody of any unit that matters here, in any roles."""
        pick = self.chance
        roles = tuple(pick.choices(tuple(Role), k=pick.randint(1, 4)))
        return Actor(pick.choice("abc"), pick.choice(UNITS), roles)

    def body(self) -> f.Body:
        """Any fact, fitting or not."""
        pick, n = self.chance, self.chance.randint(0, 7)
        any_of: tuple[f.Body, ...] = (
            f.Respond(n, "contacted", "好"),
            f.Progress(n, ""),
            f.Complete(n, pick.choice(tuple(f.Result)), "好", pick.choice((None, "记录"))),
            f.Return(n, "r1", pick.choice(("", "不是"))),
            f.Grading("改", pick.choice((None, "A106", "B0101", "X")), pick.choice((None, *Grade))),
            f.Dispatch(pick.choice((None, *OTHERS)), pick.choice(((), ("gongan", "wuye")))),
            f.Dispatch(None, (), pick.choice(("R101", "R999"))),
            f.Approve(f"t{n}", pick.random() < 0.5),
            f.Check(pick.random() < 0.5, "看"),
            f.Rate(pick.randint(0, 6), why=pick.choice((None, *f.Why))),
            f.Rate(pick.randint(1, 5), why=pick.choice((None, *f.Why)), via=pick.choice(("ivr", "hotline"))),
            f.Attempt(pick.choice(("no_answer", "busy", "declined"))),
            f.Reason(pick.choice(CHOICES), ""),  # type: ignore[arg-type]
            f.Review(pick.choice(VERDICTS), "", pick.choice((None, "e1"))),  # type: ignore[arg-type]
            f.Supervise("快"),
            f.Summarise(pick.choice(("", "路灯不亮"))),
            f.Extend(n, "要等材料"),
            f.Suspend(n, self.play.now + timedelta(days=pick.choice((-1, 3, 40, 400))), "s1"),
            f.TakeUp(n),
            f.HandUp(n, "h1"),
            f.Transfer(n, pick.choice(("SQ07-G01", "SQ08-G01", *OTHERS)), "不属本网格"),
            f.HandDown("交办", pick.choice((None, *OTHERS))),
            f.CallOff(n, "不需要"),
            f.Void("v1"),
            f.Refuse("f2", "法院"),
            f.Withdraw(),
            f.Supplement(pick.choice((None, "sealed"))),
            f.Urge(),
            f.Merge(EARLIER),
            f.Join(LATER[0].case_no, pick.choice((LATER[:1], LATER)), pick.choice(("merge", "incident"))),
            f.JoinAnswer(EARLIER, pick.random() < 0.5),
            f.Leave(LATER[0].case_no),
            f.OfferIncident(tuple(other.case_no for other in LATER)),
            f.OpenIncident(),
            f.Split((f.Part("另一件"),)),
            f.Linked("l1", "SGH-20261009-99999999"),
            f.Repeat("SGH-20260901-00000000", self.play.now, pick.random() < 0.5, "同前"),
            f.NameParty(pick.choice(OTHERS), self.play.city.policy.desk, "指挥中心"),
            f.Appeal(n, pick.choice(("respond", "resolve")), "停电"),
            f.Exclude("e1", "记录"),
            f.DeadlinePassed(pick.choice(("call:1:resolve", "call:9:respond", "task:t1", "task:x"))),
            f.Delivery(n, pick.randint(1, 3), pick.choice(("delivered", "late", "refused"))),
        )
        return pick.choice(any_of)

    def fitting(self) -> None:
        """Something that the present state probably allows, by the right person."""
        case, pick = self.play.open, self.chance
        running = [call for call in case.calls if call.open and call.completion is None]
        if case.task_of(TaskKind.CHECK):
            if pick.random() < 0.3:
                self.play.bring(f.Rate(pick.randint(1, 5), why=pick.choice((None, *f.Why)), via="hotline"))
            self.play.check(pick.random() < 0.6)
        elif case.task_of(TaskKind.RATING):
            of = pick.choice(case.raters or (None,))
            rating = f.Rate(pick.randint(1, 5), why=pick.choice((None, *f.Why)), of=of)
            self.play.bring(replace(rating, of=None) if of == case.case_no else rating)
        elif pick.random() < 0.1:
            self._from_other_cases(case)
        elif case.task_of(TaskKind.REASON):
            self.play.bring(f.Reason(pick.choice(CHOICES), "定"), self.play.desk())  # type: ignore[arg-type]
        elif case.task_of(TaskKind.REVIEW):
            reviewer = self.play.desk(Role.REVIEWER, name=pick.choice("ab"))
            self.play.bring(f.Review(pick.choice(VERDICTS), "看", "e1"), reviewer)  # type: ignore[arg-type]
        elif case.tasks and pick.random() < 0.5:
            self._decide(case)
        elif running:
            self._at_work(pick.choice(running))

    def _decide(self, case: Case) -> None:
        task = self.chance.choice(case.tasks)
        roles = (Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR, Role.AREA_CHIEF)
        boss = Actor(self.chance.choice(("boss", "other")), task.unit, roles)
        self.play.bring(f.Approve(task.id, self.chance.random() < 0.6), boss)

    def _at_work(self, call: Call) -> None:
        pick = self.chance
        what = pick.choice(
            ("respond", "complete", "complete", "return", "redispatch", "co", "request", "request")
        )
        if what == "respond":
            self.play.respond(call)
        elif what == "complete":
            self.play.complete(call, pick.choice(tuple(f.Result)))
        elif what == "return":
            self.play.bring(f.Return(call.n, "r1", "不是我们的"), self.play.unit(call.unit))
        elif what == "request":
            self._request(call)
        else:
            unit = pick.choice(OTHERS)
            body = f.Dispatch(co=(unit,)) if what == "co" else f.Dispatch(unit)
            self.play.bring(body, self.play.desk(Role.DISPATCHER, Role.DIRECTOR))

    def _from_other_cases(self, case: Case) -> None:
        """A later case comes in, leaves, or an earlier one answers."""
        pick, other = self.chance, self.chance.choice(LATER)
        if case.merging:
            earlier = Actor(case.merging, roles=(Role.SYSTEM,))
            self.play.bring(f.JoinAnswer(case.merging, pick.random() < 0.5), earlier)
        elif other.case_no in {x.case_no for x in case.attached}:
            self.play.bring(f.Leave(other.case_no))
        elif pick.random() < 0.2:
            self.play.bring(f.Merge(EARLIER), self.play.desk())
        else:
            self.play.bring(f.Join(other.case_no, (other,)), Actor(other.case_no, roles=(Role.SYSTEM,)))

    def _request(self, call: Call) -> None:
        """More time, a suspension, or another tier."""
        until = self.play.now + timedelta(days=self.chance.choice((2, 10, 60)))
        body = self.chance.choice(
            (
                f.Extend(call.n, "要等材料"),
                f.Suspend(call.n, until, "s1"),
                f.HandUp(call.n, "h1"),
                f.HandDown("交办"),
                f.CallOff(call.n, "不需要"),
                f.Transfer(call.n, self.chance.choice(("SQ07-G01", "SQ07-G02")), "不属本网格"),
            )
        )
        if isinstance(body, f.Transfer):
            self.play.bring(body, self.play.unit("SQ07"))
            return
        unit = self.play.city.policy.desk if isinstance(body, f.CallOff) else call.unit
        self.play.bring(body, Actor("chief", unit, (Role.HANDLER, Role.DISPATCHER, Role.CHIEF)))


def begin(city: City, chance: Random) -> Chance:
    """A case just reported."""
    item, (community, grid) = chance.choice(ITEMS), chance.choice(PLACES)
    by = REPORTER if chance.random() < 0.8 else SYSTEM
    return Chance(Play(city).report(by, item=item, community=community, grid=grid), chance)
