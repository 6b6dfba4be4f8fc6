"""Brings a database's tables up to date. Called by the doors before anything else, from any folder."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from readmodel import sqlite

SCRIPTS = Path(__file__).parent / "migrations"
CONNECT_TIMEOUT = 5  # seconds
_LOCK = 7_041_926_310
"""PostgreSQL's advisory lock of whoever migrates: several processes may start at once."""


def migrate(url: str, to: str = "head") -> None:
    """Create or upgrade all tables of the database at `url` (async or sync driver), in one transaction.

    Up to the revision `to`, where that is not the newest: its next one is tried from there.

    Raises the driver's error where it can't be reached, and changes nothing where it fails.
    """
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            _upgrade(connection, to)
    finally:
        engine.dispose()


def sync_engine(url: str) -> Engine:
    """A synchronous engine, set up like the asynchronous one."""
    made = make_url(url)
    on_sqlite = made.get_backend_name() == "sqlite"
    engine = create_engine(
        made.set(drivername="sqlite") if on_sqlite else made,
        hide_parameters=True,  # what a statement that failed held must reach no log
        connect_args={} if on_sqlite else {"connect_timeout": CONNECT_TIMEOUT},
    )
    if on_sqlite:
        sqlite.prepare(engine)
    return engine


def _upgrade(connection: Connection, to: str) -> None:
    connection = connection.execution_options(**{sqlite.PATIENCE_OPTION: 30.0})
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(config, to)
