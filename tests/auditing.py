"""`make audit`: whether a weakness is known of anything in our two lock files. `python -m tests.auditing` runs it.

Exit status 1 where one is known. Where an advisory service can't be reached it says so and that nothing was learnt: a
machine without it is no reason to stop, and silence would be taken for good news.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HERE = Path(sys.executable).parent
PATIENCE = 300
"""Seconds for one service."""


@dataclass(frozen=True)
class Found:
    """What was learnt of one lock file: weaknesses by package, how many packages were asked about, and of how many."""

    lock: str
    weak: tuple[str, ...] = ()
    asked: int = 0
    of: int = 0

    def __str__(self) -> str:
        if self.weak:
            return f"{self.lock}: {len(self.weak)} known weaknesses\n  " + "\n  ".join(self.weak)
        if not self.asked:
            return f"{self.lock}: NOT AUDITED, the advisory service could not be reached from here"
        missing = f"; nothing is known of the other {self.of - self.asked}" if self.asked < self.of else ""
        return f"{self.lock}: no known weakness in {self.asked} of {self.of} packages{missing}"


def of_python(said: str) -> Found:
    """What pip-audit said as JSON; a package that it skipped was asked about in vain."""
    packages = _json(said).get("dependencies", [])
    weak = tuple(
        f"{package['name']} {package.get('version', '')}: {fault['id']}"
        for package in packages
        for fault in package.get("vulns", [])
    )
    asked = [package for package in packages if "skip_reason" not in package]
    return Found("requirements.lock", weak, len(asked), len(packages))


def of_scripts(said: str) -> Found:
    """What npm said as JSON; without its `auditReportVersion` it was not answered."""
    report, lock = _json(said), "web/package-lock.json"
    if "auditReportVersion" not in report:
        return Found(lock)
    total = report.get("metadata", {}).get("dependencies", {}).get("total", 1)
    weak = (f"{name}: {fault['severity']}" for name, fault in report["vulnerabilities"].items())
    return Found(lock, tuple(weak), total, total)


def _json(said: str) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _run(*command: str, at: Path = ROOT) -> str:
    try:
        done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def main() -> int:
    """Ask both services, and say what was learnt."""
    asked = ("-r", "requirements.lock", "--disable-pip", "--require-hashes", "--progress-spinner", "off")
    found = (
        of_python(_run(str(HERE / "pip-audit"), *asked, "--format", "json")),
        of_scripts(_run(str(HERE / "npm"), "audit", "--json", at=ROOT / "web")),
    )
    print(*found, sep="\n")
    return int(any(one.weak for one in found))


if __name__ == "__main__":
    sys.exit(main())
