"""The way to Temporal, and what must be set up there. Called by the doors and by `infra.local`."""

import asyncio
import os
import re
from collections.abc import Mapping
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError, RPCStatusCode

from infra.refusal import StartError
from infra.seen import tracing
from infra.settings import Settings

EMBEDDED_NAMESPACE = "default"
RETENTION = timedelta(days=365)
_LOOK_AGAIN = 0.1  # seconds


class TemporalError(StartError):
    """Temporal can't be reached, or isn't set up as the platform needs it."""


async def connect(
    settings: Settings,
    *,
    env: Mapping[str, str] | None = None,
    data_converter: DataConverter = DataConverter.default,
    lazy: bool = False,
) -> Client:
    """Return a client of the Temporal server that the settings name.

    `env` is where the standard `TEMPORAL_*` settings are read (default: this process's environment). With
    `lazy` the connection is made at the first call, so that a door opens while Temporal is away. Raises
    `TemporalError` when the server can't be reached or the `TEMPORAL_*` settings can't be read.
    """
    through = tracing.interceptors()
    try:
        if settings.embedded:
            address, where = f"127.0.0.1:{settings.temporal_port}", "HUYING_TEMPORAL_PORT"
            return await Client.connect(
                address,
                namespace=EMBEDDED_NAMESPACE,
                data_converter=data_converter,
                interceptors=through,
                lazy=lazy,
            )
        address, where = settings.temporal_address or settings.temporal_profile or "", "TEMPORAL_*"
        named = ClientConfig.load_client_connect_config(
            override_env_vars=dict(os.environ if env is None else env)
        )
        return await Client.connect(**named, data_converter=data_converter, interceptors=through, lazy=lazy)
    except (RuntimeError, ValueError, RPCError, OSError) as error:
        raise TemporalError(f"Temporal at {address} can't be reached ({where}): {_line(error)}") from error


async def ensure_search_attributes(
    client: Client,
    wanted: Mapping[str, IndexedValueType.ValueType],
    timeout: timedelta = timedelta(seconds=30),
) -> None:
    """Register the search attributes `wanted` (name to type) and return when cases may carry them.

    Raises `TemporalError` when one exists with another type (the server answers OK to a second
    registration and keeps the first type, hence the listing), when the server refuses, or when they can't
    be used after `timeout` (real time).
    """
    try:
        missing = _missing(await _listed(client), wanted)
        if missing:
            await _add(client, missing)
        async with asyncio.timeout(timeout.total_seconds()):
            while _missing(await _listed(client), wanted) or not await _usable(client, wanted):
                await asyncio.sleep(_LOOK_AGAIN)
    except TimeoutError:
        raise TemporalError(f"Temporal's search attributes {', '.join(wanted)} don't appear") from None
    except RPCError as error:
        raise TemporalError(f"Temporal can't show its search attributes: {_line(error)}") from error


async def keep_for_a_year(client: Client) -> None:
    """Make the client's namespace keep closed cases for a year. Only for the embedded server: its default is
    a day, and another server's retention is its operator's business. Raises `RPCError`."""
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(
                workflow_execution_retention_ttl=Duration(seconds=int(RETENTION.total_seconds()))
            ),
        )
    )


Types = dict[str, IndexedValueType.ValueType]


async def _listed(client: Client) -> Types:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await client.operator_service.list_search_attributes(request)
    return dict(answer.custom_attributes)


def _missing(listed: Types, wanted: Mapping[str, IndexedValueType.ValueType]) -> Types:
    """Return what of `wanted` isn't listed; raise `TemporalError` over what is listed with another type."""
    for name, kind in wanted.items():
        if listed.get(name, kind) != kind:
            has, needs = (
                IndexedValueType.Name(k).removeprefix("INDEXED_VALUE_TYPE_") for k in (listed[name], kind)
            )
            raise TemporalError(
                f"Temporal's search attribute {name} is of type {has} and must be {needs}: "
                f"remove it (temporal operator search-attribute remove --name {name}) and start again"
            )
    return {name: kind for name, kind in wanted.items() if name not in listed}


async def _add(client: Client, missing: Types) -> None:
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:
        raise TemporalError(
            f"Temporal refuses the search attributes {', '.join(missing)} ({_line(error)}): "
            f"have its operator add them to the namespace {client.namespace}"
        ) from error


async def _usable(client: Client, wanted: Mapping[str, IndexedValueType.ValueType]) -> bool:
    """Say whether queries know the names: a server's caches may learn of them after the listing."""
    try:
        await client.count_workflows(" AND ".join(f"{name} IS NULL" for name in wanted))
    except RPCError as error:
        if error.status == RPCStatusCode.INVALID_ARGUMENT:
            return False
        raise
    return True


def _line(error: Exception) -> str:
    """Return the error's text as one line; of the SDK's nested transport errors only what happened."""
    happened = re.search(r'message: "([^"]+)"', str(error))
    return happened[1] if happened else " ".join(str(error).split())
