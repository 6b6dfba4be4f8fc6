"""Records the histories that `test_replay` replays: `python -m pytest tests/workflows/record_histories.py`.

Not collected with the tests. Only for a new scene, or when the workflow is changed behind `workflow.patched`: a history
once recorded stays, for cases like it are open somewhere.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.conftest import Begin
from tests.workflows.scenes import SCENES

HISTORIES = Path(__file__).parent.parent / "histories"


@pytest.mark.parametrize("name", SCENES)
async def test_record(name: str, begin: Begin) -> None:
    file = HISTORIES / f"{name}.json"
    if file.exists():
        pytest.skip(f"{name} is recorded already: delete it to record it anew")
    scene, report = SCENES[name]
    case = await begin(case_no=f"T-{name}", **report)
    await scene(case)
    await case.settled()
    recorded = json.loads((await case.handle.fetch_history()).to_json())
    file.write_text(json.dumps(anonymous(recorded), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def anonymous(value: Any, key: str = "") -> Any:
    """Without the names of the machine, its processes and its folders."""
    if isinstance(value, list):
        return [anonymous(member) for member in value]
    if isinstance(value, dict):
        if value.get("kind") == "TASK_QUEUE_KIND_STICKY":
            value = {**value, "name": "sticky"}
        return {name: anonymous(member, name) for name, member in value.items()}
    if key in ("identity", "stackTrace", "workerInstanceKey"):
        return "worker" if key == "identity" else ""
    return value
