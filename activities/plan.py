"""`plan`: who, and by when. A local activity in memory; touches no file and no database."""

from temporalio import activity

from contracts.cases import Asked
from contracts.names import PLAN
from domain.planning import answer
from domain.policy import City
from domain.questions import Answers


class Planner:
    """Answers from one city's data. `connected` are the units whose own systems get their calls over HTTP."""

    def __init__(self, city: City, connected: frozenset[str]) -> None:
        self._city, self._connected = city, connected

    @activity.defn(name=PLAN)
    async def plan(self, asked: Asked) -> Answers:
        """All answers at once."""
        return answer(self._city, self._connected, asked.questions)
