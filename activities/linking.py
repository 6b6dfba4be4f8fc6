"""`open_linked`: opens a case that another one wants, once. Called by the workflow of the case it comes from."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import structlog
from temporalio import activity
from temporalio.client import Client

from contracts.cases import CaseRun, Start
from contracts.letters import LinkRequest
from contracts.names import OPEN_LINKED
from contracts.starting import served, start_case, summary
from domain.linked import linked_report, words
from domain.localtime import zone
from domain.policy import City

Number = Callable[[date, str, str, str, int], str]
"""(day, channel, client, key, n) -> a case number, the same for the same five."""
TRIES = 50
TIMEOUT = timedelta(seconds=5)
log = structlog.get_logger()


class Linker:
    """Numbers, seals and starts; whatever is repeated gives the same case."""

    def __init__(
        self,
        client: Client,
        city: City,
        number: Number,
        seal: Callable[[str, dict[str, Any]], str],
        unseal: Callable[[str, str], dict[str, Any]],
    ) -> None:
        self._client, self._city, self._number = client, city, number
        self._seal, self._unseal = seal, unseal

    @activity.defn(name=OPEN_LINKED)
    async def open_linked(self, wanted: LinkRequest) -> str:
        """The new case's number. Raises `RPCError` where Temporal is away, and is tried again."""
        memo = {"key": f"{wanted.parent.case_no}:{wanted.key}", "body": ""}
        day = wanted.asked_at.astimezone(zone(wanted.zone)).date()
        for n in range(TRIES):
            case_no = self._number(day, "link", wanted.parent.case_no, wanted.key, n)
            if await self._started(wanted, case_no, memo):
                log.info("link.opened", case_no=case_no, why=wanted.why, parent=wanted.parent.case_no)
                return case_no
        raise RuntimeError(f"no number is free for {wanted.parent.case_no}")

    async def _started(self, wanted: LinkRequest, case_no: str, memo: dict[str, str]) -> bool:
        sealed = await asyncio.to_thread(self._sealed, wanted, case_no)
        report = linked_report(wanted.parent, case_no, wanted.why, sealed, wanted.item)
        run = CaseRun(wanted.story, Start(report, wanted.asked_at, wanted.by), zone=wanted.zone)
        line, order = summary(self._city, report), served(self._city, report)
        if await start_case(self._client, run, case_no, memo, line, order, TIMEOUT):
            return True
        theirs = await self._client.get_workflow_handle(case_no).describe(rpc_timeout=TIMEOUT)
        return dict(await theirs.memo()) == memo

    def _sealed(self, wanted: LinkRequest, case_no: str) -> str:
        told = self._unseal(wanted.parent.case_no, wanted.parent.sealed)
        return self._seal(case_no, words(told, wanted.text))
