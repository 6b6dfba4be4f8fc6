"""How we use SQLite: WAL, whole transactions, bounded waits. For `readmodel.database`."""

from typing import Any

from sqlalchemy import Connection, Engine, event

PATIENCE_OPTION = "huying_patience"
"""Execution option of a connection that will write: seconds to wait for the lock."""
READ_PATIENCE = 5.0  # seconds, also of single statements in a session


def prepare(engine: Engine) -> None:
    """Set every new connection up, and begin transactions ourselves: the driver would begin them too late."""
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)


def _connected(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    record.info["patience"] = None


def _begun(connection: Connection) -> None:
    wanted = connection.get_execution_options().get(PATIENCE_OPTION)
    patience = READ_PATIENCE if wanted is None else float(wanted)
    if connection.info.get("patience") != patience:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
        connection.info["patience"] = patience
    connection.exec_driver_sql("BEGIN" if wanted is None else "BEGIN IMMEDIATE")
