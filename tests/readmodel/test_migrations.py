"""The revisions lead to the tables of the models, from any folder, and may be run by several at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from readmodel.database import Database, migrate
from readmodel.migrate import sync_engine

EXPRESSIONS = {"ix_cases_number", "ix_cases_serial", "ix_cases_backwards"}
"""Indexes of expressions, which nobody can compare: `test_numbered` sees that they are used."""


def comparable(_thing: object, name: str | None, kind: str, *_more: object) -> bool:
    return kind != "index" or name not in EXPRESSIONS


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_models_and_revisions_agree(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    migrate(empty_url)
    migrate(empty_url)
    engine = sync_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": comparable}
        )
        assert compare_metadata(context, SQLModel.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}
    engine.dispose()


def test_several_may_start_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(migrate, [empty_url] * 3)) == [None] * 3


async def test_sqlite_is_set_up_for_several_processes(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/huying.db"
    migrate(url)
    database = Database(url)
    async with database.session() as session:
        connection = await session.connection()
        settings = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        }
    await database.dispose()
    assert settings == {"journal_mode": "wal", "busy_timeout": 5000, "foreign_keys": 1, "synchronous": 1}
