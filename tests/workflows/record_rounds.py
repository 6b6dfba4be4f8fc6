"""Records the histories that `test_patrols` replays: `python -m pytest tests/workflows/record_rounds.py`.

Not collected with the tests. A history once recorded stays, whatever rules it began with: rounds
like it are open somewhere.
"""

import json

import pytest
from temporalio.testing import WorkflowEnvironment

from contracts.rounds import RULES
from domain.rounds import facts as f
from tests.playing import FRIDAY_MORNING
from tests.playing_rounds import DIRECTOR, LEAD, POLICE, joint, patrol
from tests.workflows.record_histories import HISTORIES, anonymous
from tests.workflows.test_patrols import RECORDED, LiveRound, start


async def kept(name: str, live: LiveRound) -> None:
    """Write its history down."""
    await live.handle.result()
    recorded = json.loads((await live.handle.fetch_history()).to_json())
    file = HISTORIES / RECORDED / f"{name}-{RULES}.json"
    if file.exists():
        pytest.skip("it is recorded already: delete it to record it anew")
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(anonymous(recorded), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


async def test_record_a_patrol(temporal: WorkflowEnvironment, workers: None) -> None:
    live = await start(temporal, patrol(round_no="TSP-patrol"))
    await live.miss()
    for body in (f.Begin(), f.Find("SGH-20261009-00000001"), f.Finish("补巡完成")):
        await live.say(body)
    await kept("patrol", live)


async def test_record_a_joint_action(temporal: WorkflowEnvironment, workers: None) -> None:
    live = await start(temporal, joint(round_no="TSP-joint", opens_at=FRIDAY_MORNING), DIRECTOR)
    await live.say(f.Begin(), LEAD)
    for body in (f.Come(), f.Find("SGH-20261009-00000001")):
        await live.say(body, POLICE)
    await live.say(f.Finish("清理占道 6 处"), LEAD)
    await kept("joint", live)
