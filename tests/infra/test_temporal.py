"""Search attributes, retention and connections, on the real server."""

from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.testing import WorkflowEnvironment

from infra.settings import load
from infra.temporal import TemporalError, connect, ensure_search_attributes, keep_for_a_year

TEXT = IndexedValueType.INDEXED_VALUE_TYPE_TEXT
INT = IndexedValueType.INDEXED_VALUE_TYPE_INT
KEYWORD = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
PROBE = "HuyingInfraProbe"
NOBODY = "127.0.0.1:9"  # the discard port


async def test_attributes_are_usable_when_they_are_registered_and_again(
    temporal: WorkflowEnvironment,
) -> None:
    for _ in range(2):
        await ensure_search_attributes(temporal.client, {PROBE: TEXT})
        assert (await temporal.client.count_workflows(f"{PROBE} = 'x'")).count == 0


async def test_another_type_is_one_sentence(temporal: WorkflowEnvironment) -> None:
    await ensure_search_attributes(temporal.client, {PROBE: TEXT})
    with pytest.raises(TemporalError, match=f"{PROBE} is of type TEXT and must be INT: remove it"):
        await ensure_search_attributes(temporal.client, {PROBE: INT})


async def test_a_server_without_room_is_one_sentence(temporal: WorkflowEnvironment) -> None:
    too_many = {f"HuyingTooMany{n}": KEYWORD for n in range(11)}
    with pytest.raises(
        TemporalError, match=r"Temporal refuses the search attributes HuyingTooMany0, .*have its"
    ):
        await ensure_search_attributes(temporal.client, too_many)


async def test_closed_cases_are_kept_for_a_year(temporal: WorkflowEnvironment) -> None:
    await keep_for_a_year(temporal.client)
    request = DescribeNamespaceRequest(namespace=temporal.client.namespace)
    answer = await temporal.client.workflow_service.describe_namespace(request)
    kept = answer.config.workflow_execution_retention_ttl.ToTimedelta()
    assert kept == timedelta(days=365)


async def test_the_standard_settings_lead_to_another_server(temporal: WorkflowEnvironment) -> None:
    address = temporal.client.service_client.config.target_host
    env = {"TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": "default"}
    client = await connect(load(env), env=env)
    assert await client.service_client.check_health()


@pytest.mark.parametrize("env", [{"TEMPORAL_ADDRESS": NOBODY}, {"HUYING_TEMPORAL_PORT": "9"}])
async def test_a_server_that_is_not_there_is_one_sentence(env: dict[str, str]) -> None:
    with pytest.raises(
        TemporalError, match=f"Temporal at {NOBODY} can't be reached .*: Connection refused"
    ) as said:
        await connect(load(env), env=env)
    assert "\n" not in str(said.value)


async def test_a_lazy_client_is_made_while_the_server_is_away() -> None:
    client = await connect(load({"HUYING_TEMPORAL_PORT": "9"}), lazy=True)
    assert client.namespace == "default"
