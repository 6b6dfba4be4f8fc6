"""What the subcommands open: the read model, and Temporal where it can be reached."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client

from infra import temporal
from infra.refusal import StartError
from infra.settings import Settings
from infra.shelves import converter_of
from readmodel.database import Database, migrate


@asynccontextmanager
async def read_model(settings: Settings) -> AsyncIterator[Database]:
    """The read model, its tables up to date. Raises `StartError` where it is not there, or of another version."""
    if not settings.paths.data.is_dir():
        raise StartError(f"there is no data folder {settings.paths.data} (HUYING_DATA_DIR names it)")
    try:
        await asyncio.to_thread(migrate, settings.database)
    except CommandError as error:
        raise StartError(f"the database was made by another version of Huying: {error}") from error
    except SQLAlchemyError as error:
        raise StartError(f"the database can't be reached ({type(error).__name__})") from error
    database = Database(settings.database)
    try:
        yield database
    finally:
        await database.dispose()


async def engine(settings: Settings) -> Client | None:
    """Temporal; None where it can't be reached."""
    try:
        return await temporal.connect(settings, data_converter=converter_of(settings))
    except temporal.TemporalError:
        return None
