"""Records the history of a matter that `test_matters` replays: `python -m pytest tests/workflows/record_matters.py`.

Not collected with the tests. A history once recorded stays, whatever rules it began with: matters
like it are open somewhere.
"""

import json

import pytest
from temporalio.testing import WorkflowEnvironment

from contracts.matters import RULES
from domain.matters import facts as f
from domain.matters.matter import How
from domain.people import REPORTER
from tests.workflows.record_histories import HISTORIES, anonymous
from tests.workflows.test_matters import RECORDED, start


async def test_record(temporal: WorkflowEnvironment, workers: None) -> None:
    file = HISTORIES / RECORDED / f"whole-way-{RULES}.json"
    if file.exists():
        pytest.skip("it is recorded already: delete it to record it anew")
    live = await start(temporal, number="TS-whole-way")
    for body in (f.Accept(), f.AskPapers(("户口簿",))):
        await live.say(body)
    await live.say(f.Bring(("a" * 40,)), REPORTER)
    await live.miss()
    for body in (f.Decide(True), f.Deliver(How.POST)):
        await live.say(body)
    await live.say(f.Rate(4), REPORTER)
    await live.handle.result()
    recorded = json.loads((await live.handle.fetch_history()).to_json())
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(anonymous(recorded), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
