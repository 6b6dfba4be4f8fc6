"""The made-up registers come to the source's figures, through the real interface; brought twice, nothing changes."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.main import create_app
from demo.client import Huying
from demo.registers.__main__ import communities, differing, fill, written
from demo.registers.tables import FIGURES, Tables
from tests.api.conftest import demo_settings
from tests.conftest import SHUIGUOHU


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def huying(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Huying]:
    """The demo's client of an installation of its own."""
    app: FastAPI = create_app(demo_settings(tmp_path_factory.mktemp("registers")))
    async with app.router.lifespan_context(app):
        made = Huying("http://huying.test", httpx.ASGITransport(app))
        yield made
        await made.close()


def test_the_same_every_time_and_as_many_as_the_source_counts() -> None:
    codes, day = communities(SHUIGUOHU), date(2026, 10, 9)
    tables = dict(Tables(codes, day).all())
    assert {code: len(table) - 1 for code, table in tables.items()} == FIGURES
    again = dict(Tables(codes, day).all())
    assert {code: written(table) for code, table in tables.items()} == {
        c: written(t) for c, t in again.items()
    }


async def test_the_registers_are_filled_to_the_figures_once(
    huying: Huying, capsys: pytest.CaptureFixture
) -> None:
    codes = communities(SHUIGUOHU)
    assert await fill(huying, codes) == []
    report = await huying.registers("auditor")
    assert sum(one["rows"] for one in report) == sum(FIGURES.values())
    campaign = next(one for one in report if one["code"] == "activities")["by_value"]
    assert [(one["name"], one["rows"]) for one in campaign] == [("清洁家园迎军运", 79)]
    assert await fill(huying, codes) == []
    assert "新增 0，修改 0，不变 114" in capsys.readouterr().out


async def test_a_figure_that_differs_is_named(huying: Huying) -> None:
    report = await huying.registers("auditor")
    report[0]["rows"] -= 1
    assert differing(report) == ["co-building 113 ≠ 114"]
