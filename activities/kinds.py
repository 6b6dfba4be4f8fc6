"""What a case and a matter have alike: a workflow, a ledger, one armed deadline. For the audit and the archive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts import names
from domain import views
from domain.matters import views as matter_views
from readmodel import ledger
from readmodel.database import PATIENCE, Database
from readmodel.ledger import Ledger
from readmodel.matter_projector import MATTER
from readmodel.projector import CASE


@dataclass(frozen=True)
class Kind:
    """One kind of durable histories."""

    workflow: str
    ledger: Ledger[Any, Any]
    armed: Callable[[Any], views.Deadline | None]
    en: str

    async def append(
        self, database: Database, number: str, events: Sequence[Any], *, certain: bool = False
    ) -> None:
        """Record events of one; see `readmodel.ledger.append`, whose errors it raises. `certain`: its own word."""
        await ledger.append(database, self.ledger, number, events, PATIENCE, authoritative=certain)


OF_CASES = Kind(names.CASE_WORKFLOW, CASE, views.armed, "cases")
OF_MATTERS = Kind(names.MATTER_WORKFLOW, MATTER, matter_views.armed, "matters")
KINDS = {"case": OF_CASES, "matter": OF_MATTERS}
