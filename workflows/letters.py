"""What a case says to other cases, and the cases that it has opened. The workflow hears what became of each."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.letters import Letter, LinkRequest
    from contracts.names import OPEN_LINKED, REPORT_FACT
    from domain.facts import Body, Join, JoinAnswer, Leave, Linked
    from domain.people import Actor, Role

from workflows import options

Told = Callable[[str, Body, Actor], None]
"""(id of the fact, what it says, who says so)."""
OPEN_RETRY = RetryPolicy(initial_interval=options.LINK_FIRST_RETRY, maximum_interval=options.LINK_LAST_RETRY)


class Letters:
    """Sends each once; the other case drops repetitions by the fact's id."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def quiet(self) -> bool:
        """Whether nothing is on its way."""
        return not self._tasks

    def send(self, letter: Letter) -> None:
        """Signal another case."""
        self._begin(self._send(letter))

    def open(self, wanted: LinkRequest) -> None:
        """Have a linked case opened, for as long as it takes."""
        self._begin(self._open(wanted))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, letter: Letter) -> None:
        try:
            await workflow.get_external_workflow_handle(letter.to).signal(REPORT_FACT, letter.fact)
        except FailureError as failure:
            if is_cancelled_exception(failure):
                raise
            self._undeliverable(letter)

    def _undeliverable(self, letter: Letter) -> None:
        """There is no open case of that number: who asks hears no, who said yes lets go."""
        name, system = f"undeliverable:{letter.fact.id}", Actor("system", roles=(Role.SYSTEM,))
        match letter.fact.body:
            case Join():
                self._told(name, JoinAnswer(letter.to, False, "closed"), system)
            case JoinAnswer(granted=True, cases=cases):
                for case_no in cases or (letter.to,):
                    self._told(f"{name}:{case_no}", Leave(case_no), system)
            case _:
                return

    async def _open(self, wanted: LinkRequest) -> None:
        case_no = await workflow.execute_activity(
            OPEN_LINKED,
            wanted,
            result_type=str,
            start_to_close_timeout=options.LINK_TIMEOUT,
            retry_policy=OPEN_RETRY,
            summary="另立关联案件",
        )
        self._told(f"linked:{wanted.key}", Linked(wanted.key, case_no), Actor("system", roles=(Role.SYSTEM,)))
