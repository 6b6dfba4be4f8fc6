"""From a written sentence to what one person types: slots filled, now and then a slip. Used by `build`."""

import re
from collections import Counter
from collections.abc import Sequence
from random import Random

from demo.words import advice, grid, people, station, street

SENTENCES: dict[str, tuple[str, ...]] = {**advice.TEXTS, **grid.TEXTS, **station.TEXTS, **street.TEXTS}
TYPO_SHARE = 0.07
TYPOS = (
    ("已经", "以经"),
    ("麻烦", "嘛烦"),
    ("怎么", "肿么"),
    ("楼道", "楼到"),
    ("电动车", "电瓶撤"),
    ("物业", "物页"),
    ("通知", "通之"),
    ("冇得", "没的"),
    ("天天", "添添"),
    ("请问", "请文"),
    ("社区", "社去"),
    ("小区", "小去"),
)
NUMBERS = "一二三四五六七八"
_DOUBLED = re.compile(r"([？！。])[，。？]")


class Writer:
    """Writes reports and never the same twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: Counter[str] = Counter()
        self._written: set[str] = set()

    def write(self, item: str, community: str) -> str:
        """A new text for this item, from one of its least used sentences."""
        sentences = SENTENCES[item]
        while True:
            least = min(self._used[sentence] for sentence in sentences)
            sentence = self._rng.choice([s for s in sentences if self._used[s] == least])
            self._used[sentence] += 1
            text = self._typed(self._filled(sentence, people.PLACES[community]))
            if text not in self._written:
                self._written.add(text)
                return text

    def _filled(self, sentence: str, places: Sequence[str]) -> str:
        rng = self._rng
        text = sentence.format(
            o=rng.choice(people.OPENINGS),
            c=rng.choice(people.CLOSINGS),
            p=rng.choice(places),
            b=f"{rng.randrange(1, 29)}栋{rng.randrange(1, 5)}单元",
            f=f"{rng.choice(NUMBERS)}楼",
            t=rng.choice(people.TIMES),
        )
        return _DOUBLED.sub(r"\1", text).strip()

    def _typed(self, text: str) -> str:
        if self._rng.random() >= TYPO_SHARE:
            return text
        slips = [(right, wrong) for right, wrong in TYPOS if right in text]
        return text.replace(*self._rng.choice(slips), 1) if slips else text
