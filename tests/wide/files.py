"""The files of `infra/` that no process here runs: read for the tests that hold them to schemas and to the code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT

INFRA = ROOT / "infra"
COMPOSE, MANIFESTS, WATCHING = INFRA / "compose", INFRA / "kubernetes", INFRA / "watching"
Document = dict[str, Any]


def read(path: Path) -> Any:
    """A file that holds one document."""
    return yaml.safe_load(path.read_text())


def manifests(folder: str) -> Iterator[Document]:
    """Every object that the folder's kustomization names, its bases apart."""
    for name in read(MANIFESTS / folder / "kustomization.yaml")["resources"]:
        if name.endswith(".yaml"):
            yield from yaml.safe_load_all((MANIFESTS / folder / name).read_text())


def of_kind(kind: str) -> dict[str, Document]:
    """The base's objects of a kind, by name."""
    return {one["metadata"]["name"]: one for one in manifests("base") if one["kind"] == kind}
