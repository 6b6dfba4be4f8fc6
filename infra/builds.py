"""Which build of the worker this is, and which one Temporal gives tasks to. Called by `worker.py` and `infra.stages`.

Worker versioning: every worker says its build; new cases and all open ones go to the *current* build of the deployment
(auto-upgrade), so an old and a new build may run side by side while one takes over from the other. How an operator does
that: docs/howto/change-a-workflow.md.
"""

import asyncio
import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path

from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    DescribeWorkerDeploymentResponse,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from contracts.cases import RULES
from infra.refusal import StartError
from infra.settings import Settings

DEPLOYMENT = "huying"
"""Name of the deployment whose builds take turns."""
UNVERSIONED = "unversioned"
"""`HUYING_BUILD_ID` of a worker that takes part in no versioning."""
ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("domain", "contracts", "workflows", "activities", "readmodel", "infra")
MODULES = ("worker.py", "hands.py")
"""What a worker is made of."""
_LOOK_AGAIN = 0.1  # seconds
_NOT_YET = {
    RPCStatusCode.NOT_FOUND,
    RPCStatusCode.FAILED_PRECONDITION,
    RPCStatusCode.ABORTED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
}
"""The server has not seen the build's pollers yet, or others change the deployment just now, perhaps many."""


def build_of(settings: Settings) -> str | None:
    """The build of this checkout: `HUYING_BUILD_ID`, else the rules' version and a mark of the source.

    None for a worker without versioning.
    """
    if settings.build_id == UNVERSIONED:
        return None
    return settings.build_id or f"r{RULES}-{_mark_of_the_source()}"


def versioned(build: str | None) -> WorkerDeploymentConfig | None:
    """How a worker says its build. A case goes on with whatever build is current: it may be open for years, and each
    change of the workflow keeps its old ways. None without a build.
    """
    if build is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(DEPLOYMENT, build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


def named(build: str | None) -> WorkerDeploymentConfig | None:
    """How a worker of activities alone says its build: it takes whatever comes. None without a build: the SDK then
    reads and hashes every module that is loaded.
    """
    if build is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(DEPLOYMENT, build), use_worker_versioning=False
    )


async def make_current(client: Client, build: str | None, within: timedelta = timedelta(seconds=30)) -> None:
    """Give the tasks of all cases to that build, whose workers poll; None: to workers without versioning.

    Raises `StartError` where the server refuses, or has not seen the workers `within` that real time.
    """
    if build is None and await _current(client) is None:
        return
    await _until_set(client, build or "", within, only_first=False)


async def begin(client: Client, build: str, within: timedelta = timedelta(seconds=30)) -> None:
    """Make that build current if none is: the first one must not wait for a person. Later ones do.

    Raises as `make_current`.
    """
    await _until_set(client, build, within, only_first=True)


async def _until_set(client: Client, build: str, within: timedelta, *, only_first: bool) -> None:
    last = "no answer"
    try:
        async with asyncio.timeout(within.total_seconds()):
            while True:
                try:
                    return await _set(client, build, only_first=only_first)
                except RPCError as error:
                    if error.status not in _NOT_YET:
                        raise
                    last = error.message
                await asyncio.sleep(_LOOK_AGAIN)
    except (TimeoutError, RPCError) as error:
        why = error.message if isinstance(error, RPCError) else last
        raise StartError(
            f"Temporal does not make build {build or UNVERSIONED} of {DEPLOYMENT} current: {why} "
            f"(HUYING_BUILD_ID={UNVERSIONED} works without versions)"
        ) from error


async def _set(client: Client, build: str, *, only_first: bool) -> None:
    known = await _described(client)
    config = known.worker_deployment_info.routing_config
    current = config.current_deployment_version.build_id
    if current == build or (current and only_first):
        return
    await client.workflow_service.set_worker_deployment_current_version(
        SetWorkerDeploymentCurrentVersionRequest(
            namespace=client.namespace,
            deployment_name=DEPLOYMENT,
            build_id=build,
            conflict_token=known.conflict_token,
            identity=client.identity,
        )
    )


async def _current(client: Client) -> str | None:
    """The build that is current; None for none, or where no build was ever seen."""
    try:
        known = await _described(client)
    except RPCError as error:
        if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.UNIMPLEMENTED):
            return None
        raise StartError(f"Temporal can't say which build is current: {error.message}") from error
    return known.worker_deployment_info.routing_config.current_deployment_version.build_id or None


async def _described(client: Client) -> DescribeWorkerDeploymentResponse:
    request = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=DEPLOYMENT)
    return await client.workflow_service.describe_worker_deployment(request)


@cache
def _mark_of_the_source() -> str:
    """Ten digits that any change of a worker's code changes."""
    files = [
        ROOT / "worker.py",
        ROOT / "hands.py",
        *(file for folder in SOURCES for file in (ROOT / folder).rglob("*.py")),
    ]
    mark = hashlib.sha256()
    for file in sorted(files):
        mark.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return mark.hexdigest()[:10]
