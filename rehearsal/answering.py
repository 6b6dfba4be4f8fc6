"""Answers to the questions of a fact, each worked out when a rule reads it: `asks` asks for more than is read.

Every answer is `domain.planning.answer`'s own; only the moment at which it is worked out differs.
"""

from collections.abc import Callable, ItemsView, Iterable
from typing import Any, assert_never

from domain import questions as q
from domain.planning import answer
from domain.policy import City


class _Lazy(dict[str, Any]):
    """One kind of answers by key, filled as it is read."""

    def __init__(self, work_out: Callable[[list[q.Question]], dict[str, Any]]) -> None:
        super().__init__()
        self.waiting: dict[str, list[q.Question]] = {}
        self._work_out = work_out

    def __missing__(self, key: str) -> Any:
        self._fill(key)
        if not dict.__contains__(self, key):
            raise KeyError(key)
        return dict.__getitem__(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        self._fill(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._fill(str(key))
        return super().__contains__(key)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # its own class has no public name
        for key in tuple(self.waiting):
            self._fill(key)
        return super().items()

    def _fill(self, key: str) -> None:
        asked = self.waiting.pop(key, None)
        if asked is not None:
            self.update(self._work_out(asked))


def answering(city: City, connected: frozenset[str], questions: Iterable[q.Question]) -> q.Answers:
    """What `domain.planning.answer` returns, unread."""
    answers = q.Answers(
        grades=_Lazy(lambda asked: answer(city, connected, asked).grades),
        calls=_Lazy(lambda asked: answer(city, connected, asked).calls),
        tasks=_Lazy(lambda asked: answer(city, connected, asked).tasks),
        dues=_Lazy(lambda asked: answer(city, connected, asked).dues),
        replans=_Lazy(lambda asked: answer(city, connected, asked).replans),
    )
    for question in questions:
        waiting = _part(answers, question).waiting
        waiting.setdefault(question.key, []).append(question)
    return answers


def _part(answers: q.Answers, question: q.Question) -> _Lazy:
    part: Any
    match question:
        case q.AskGrade():
            part = answers.grades
        case q.AskCall() | q.AskRung() | q.AskRework():
            part = answers.calls
        case q.AskTask():
            part = answers.tasks
        case q.AskAgain() | q.AskDue() | q.AskLimit() | q.AskReturn():
            part = answers.dues
        case q.AskReplan():
            part = answers.replans
        case _:
            assert_never(question)
    assert isinstance(part, _Lazy)
    return part
