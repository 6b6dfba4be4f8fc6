"""`deliver`: one message to one department, on that department's queue.

What a kind of department needs is a connector in `activities.departments`; here is what all kinds share: the circuit,
and what an outcome means to Temporal. Called by `workflows.deliveries`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from opentelemetry import trace
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.departments.circuit import Circuit, State
from activities.departments.outcome import Connector, Outcome, away, key_of, refused
from contracts.cases import Message
from contracts.names import DELIVER

Changed = Callable[[str, State, str], Awaitable[None]]
"""Hears (unit, the circuit's new state, why); raises nothing."""
Tried = Callable[[str, str], None]
"""Hears (unit, the state of the outcome) of every try; raises nothing."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Department:
    """How one department is reached, and whether it can be."""

    connector: Connector
    circuit: Circuit


async def nobody(unit: str, state: State, why: str) -> None:
    """Tell nobody."""


def uncounted(unit: str, state: str) -> None:
    """Count nothing."""


class Caller:
    """Delivers to the departments of one worker; `changed` hears of every change of a circuit, `tried` of all."""

    def __init__(
        self,
        departments: Mapping[str, Department],
        changed: Changed = nobody,
        tried: Tried = uncounted,
    ) -> None:
        self._departments, self._changed, self._tried = departments, changed, tried
        self._told: dict[str, State] = {}

    @activity.defn(name=DELIVER)
    async def deliver(self, message: Message) -> None:
        """Deliver once. Raises `ApplicationError`: "refused" for good, "away" to be tried again."""
        trace.get_current_span().set_attribute("huying.unit", message.unit)
        department = self._departments.get(message.unit)
        if department is None:
            raise _failed(message, refused("it has no entry in the departments file"))
        outcome = await self._through(department, message)
        self._tried(message.unit, outcome.state)
        if outcome.state != "delivered":
            raise _failed(message, outcome)

    async def _through(self, department: Department, message: Message) -> Outcome:
        circuit = department.circuit
        if not circuit.admits():
            return away("its circuit is open: it failed too often in a row")
        try:
            outcome = await department.connector.deliver(message)
        except BaseException:
            circuit.broke_off()
            raise
        if outcome.state == "away":
            circuit.failed()
        else:
            circuit.succeeded()
        await self._tell(message.unit, circuit.state, outcome.detail)
        return outcome

    async def _tell(self, unit: str, state: State, why: str) -> None:
        if state == self._told.get(unit):
            return
        if self._told.get(unit, "closed") != state:
            log.warning("circuit.changed", unit=unit, state=state, why=why)
        self._told[unit] = state
        await self._changed(unit, state, why)


def _failed(message: Message, outcome: Outcome) -> ApplicationError:
    """What Temporal goes by; one line of the log, since a department that is away is no fault of ours."""
    log.info(
        "delivery.failed",
        unit=message.unit,
        message=key_of(message),
        state=outcome.state,
        detail=outcome.detail,
    )
    return ApplicationError(
        outcome.detail,
        type=outcome.state,
        non_retryable=outcome.state == "refused",
        category=ApplicationErrorCategory.BENIGN,
    )
