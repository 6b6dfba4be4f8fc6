"""Compose, manifests and image: by their schemas, and by what the code calls the same things."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import pytest

from contracts import names
from infra.builds import DEPLOYMENT
from infra.running import EVERY_PART
from infra.settings import Settings
from infra.temporal import RETENTION
from tests.conftest import ROOT
from tests.wide.files import COMPOSE, INFRA, MANIFESTS, Document, manifests, of_kind, read

KUBERNETES = kubernetes_validate.latest_version()
OF_KEDA = {"ScaledObject", "TriggerAuthentication"}
"""Kinds that Kubernetes' own schemas do not know; what they hold is held to the code instead."""
NOT_OURS = ("TEMPORAL_", "OTEL_", "FORWARDED_ALLOW_IPS")


def test_compose_by_its_schema() -> None:
    check = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec")
    done = subprocess.run([*check, COMPOSE / "compose.yaml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_manifests_by_kubernetes_own_schemas() -> None:
    checked = [
        (one["kind"], one["metadata"]["name"])
        for one in manifests("base")
        if one["kind"] not in OF_KEDA and kubernetes_validate.validate(one, KUBERNETES, strict=True)
    ]
    assert len(checked) == len(set(checked)) > 20
    api = of_kind("Deployment")["huying-api"]
    wrong = {**api, "spec": {**api["spec"], "replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)


def compose() -> Document:
    found: Document = read(COMPOSE / "compose.yaml")
    return found


def ours() -> dict[str, Document]:
    """The services that run our image."""
    return {name: one for name, one in compose()["services"].items() if "HUYING" in str(one.get("image"))}


def test_every_setting_that_the_files_give_is_one_of_ours() -> None:
    given = [one["environment"] for one in ours().values()] + [of_kind("ConfigMap")["huying"]["data"]]
    known = {f"HUYING_{name.upper()}" for name in Settings.model_fields}
    for settings in given:
        own = {name.removesuffix("_FILE") for name in settings if not name.startswith(NOT_OURS)}
        assert own <= known
        assert {"HUYING_SECRET_KEY_FILE", "HUYING_DATABASE_URL_FILE"} <= settings.keys()
        assert settings["HUYING_MIGRATE"] == "0"


def test_every_part_of_the_work_is_somebodys_twice_over() -> None:
    by_compose = {
        part
        for name, one in ours().items()
        if name.startswith("worker-") and one["deploy"]["replicas"] == 2
        for part in one["environment"]["HUYING_WORKER_SERVES"].split(",")
    }
    deployments = of_kind("Deployment")
    by_manifests = [
        part
        for one in deployments.values()
        for variable in one["spec"]["template"]["spec"]["containers"][0]["env"]
        if variable["name"] == "HUYING_WORKER_SERVES"
        for part in variable["value"].split(",")
    ]
    assert by_compose == set(by_manifests) == EVERY_PART
    assert len(by_manifests) == len(EVERY_PART)
    assert ours()["api"]["deploy"]["replicas"] == 2
    scaled = {**of_kind("ScaledObject"), **of_kind("HorizontalPodAutoscaler")}
    targets = {one["spec"]["scaleTargetRef"]["name"] for one in scaled.values()}
    assert targets == deployments.keys() == of_kind("PodDisruptionBudget").keys()
    least = [one["spec"].get("minReplicas", one["spec"].get("minReplicaCount")) for one in scaled.values()]
    assert min(least) == 2


def test_workers_are_scaled_by_the_queues_that_they_serve() -> None:
    build = of_kind("ConfigMap")["huying"]["data"]["HUYING_BUILD_ID"]
    triggers = {name: one["spec"]["triggers"][0]["metadata"] for name, one in of_kind("ScaledObject").items()}
    assert {name: one["taskQueue"] for name, one in triggers.items()} == {
        "huying-cases": names.MAIN_QUEUE,
        "huying-watches": names.WATCH_QUEUE,
    }
    for one in triggers.values():
        assert (one["workerDeploymentName"], one["workerDeploymentBuildId"]) == (DEPLOYMENT, build)
        assert one["endpoint"] == of_kind("ConfigMap")["huying"]["data"]["TEMPORAL_ADDRESS"]


def test_pods_run_as_nobody_and_write_nowhere() -> None:
    for one in [*of_kind("Deployment").values(), *of_kind("Job").values()]:
        pod = one["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert not pod["automountServiceAccountToken"]
        (container,) = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        if one["kind"] == "Deployment":
            assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()
    for service in ours().values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_what_the_files_mount_and_patch_is_there() -> None:
    for service in compose()["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (COMPOSE / source).exists() if source.startswith(".") else source in compose()["volumes"]
        for secret in service.get("secrets", ()):
            assert secret in compose()["secrets"]
    made = set(re.findall(r"^(?:made |.*> secrets/)(\w+)$", (COMPOSE / "secrets.sh").read_text(), re.M))
    assert made == compose()["secrets"].keys()
    cloud = read(MANIFESTS / "cloud" / "kustomization.yaml")
    paths = [patch["path"] for patch in cloud["patches"]] + cloud["resources"]
    assert all((MANIFESTS / "cloud" / path).exists() for path in paths)
    for one in manifests("cloud"):
        assert one["kind"] == "TriggerAuthentication"


@pytest.mark.parametrize("script", sorted(COMPOSE.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_read_by_a_plain_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)


def test_secrets_are_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    shutil.copy(COMPOSE / "secrets.sh", tmp_path)
    for _ in range(2):
        subprocess.run(["sh", tmp_path / "secrets.sh"], check=True, capture_output=True)
        made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
        assert made == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert made["database_password"].strip() in made["database_url"]
    assert len(set(made.values())) == len(made)
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_temporal_keeps_what_we_keep_here() -> None:
    hours = int(RETENTION.total_seconds() // 3600)
    assert f"--retention {hours}h" in (COMPOSE / "namespace.sh").read_text()


def imported(path: Path) -> Iterator[str]:
    """The top-level names that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


def test_the_image_holds_all_that_its_processes_import() -> None:
    dockerfile = (INFRA / "image" / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.M)
    held = {source for line in copied for source in line.split()}
    ours = {path.stem: path.name for path in [*ROOT.glob("*.py"), *ROOT.glob("[a-z]*/")]}
    roots = [ROOT / source for source in held if source != "web"]
    modules = [path for root in roots for path in (root.rglob("*.py") if root.is_dir() else [root])]
    wanted = {
        ours[name] for path in modules if path.suffix == ".py" for name in imported(path) if name in ours
    }
    assert {"worker.py", "hands.py", "api", "keeping"} <= wanted | held
    assert wanted <= held
    kept = (INFRA / "image" / "Dockerfile.dockerignore").read_text().splitlines()
    assert {f"!{source}" for source in held} == {line for line in kept if line.startswith("!")}
