"""运行办法 in versions, as rows. For `api.documents`."""

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.organisation_tables import DocumentRow
from readmodel.upserts import DOCUMENTS

MOST = 100
"""Documents, and versions of one."""


async def add_version(session: AsyncSession, row: DocumentRow) -> int | None:
    """Its number in its document; None where there is no room. `row.version` is passed over."""
    version = (
        await session.scalar(select(func.max(DOCUMENTS.c.version)).where(DOCUMENTS.c.code == row.code)) or 0
    ) + 1
    if version == 1:
        documents = await session.scalar(select(func.count(func.distinct(DOCUMENTS.c.code)))) or 0
        if documents >= MOST:
            return None
    if version > MOST:
        return None
    await session.execute(insert(DOCUMENTS), [row.model_dump() | {"version": version}])
    return version


async def versions(session: AsyncSession, code: str | None = None) -> list[DocumentRow]:
    """Of one document or of all, without their texts: by document, the latest version first."""
    columns = [column for column in DOCUMENTS.c if column.name != "text"]
    query = select(*columns).order_by(DOCUMENTS.c.code, DOCUMENTS.c.version.desc())
    found = await session.execute(query if code is None else query.where(DOCUMENTS.c.code == code))
    return [DocumentRow(**row, text="") for row in found.mappings()]


async def get_version(session: AsyncSession, code: str, version: int) -> DocumentRow | None:
    """One whole."""
    return await session.get(DocumentRow, (code, version))
