"""No secret is in the repository, and an audit never takes silence for good news."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests import auditing
from tests.auditing import of_python, of_scripts

ROOT = Path(__file__).parents[2]
KEYS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "cloud key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "cloud key of Aliyun or Tencent": r"\b(?:LTAI[0-9A-Za-z]{12,}|AKID[0-9A-Za-z]{13,})\b",
    "token of a forge": r"\b(?:gh[pousr]_|npm_|glpat-|pypi-)[0-9A-Za-z_-]{20,}",
    "token of a chat": r"\bxox[abpr]-[0-9A-Za-z-]{10,}",
    "signed token": r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}",
    "password in an address": r"\b[a-z+]{3,20}://[^\s/:@'\"`{}<>$]+:"
    r"(?!\*|…|\.\.\.|password@)[^\s/@'\"`{}<>$]{6,}@(?!127\.|localhost|db\b)[\w.-]+",
    "secret in so many words": r"(?i)\b(?:secret|password|token|api_?key)\w*\s*[:=]\s*"
    r"['\"](?=[^'\"]*\d)(?=[^'\"]*[a-z])[0-9a-z+/=_-]{24,}['\"]",
    "identity number": r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?!\d)",
}
"""What looks like one, and would be one in earnest."""
NO_TEXT = {".png", ".ico", ".xlsx", ".docx", ".woff2", ".jpg", ".webp"}
INVENTED = {
    f"tests/{file}: identity number"
    for file in (
        *("domain/test_anonymous.py", "domain/test_masking.py", "domain/test_registers.py"),
        "privacy/test_whole_folder.py",
    )
}
LOCKS = {"requirements.lock", "package-lock.json"}
"""Hashes of packages, which are public."""


def files() -> list[Path]:
    """Every file that is kept."""
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if kept.returncode == 0:
        return [ROOT / name.decode() for name in kept.stdout.split(b"\0") if name]
    left_out = {".venv", "node_modules", "dist", "var", "__pycache__"}
    return [file for file in ROOT.rglob("*") if file.is_file() and not left_out & set(file.parts)]


def test_nothing_that_is_kept_looks_like_a_secret() -> None:
    found = []
    for file in files():
        if file.suffix in NO_TEXT or file.name in LOCKS or not file.is_file():
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{file.relative_to(ROOT)}: {kind}" for kind, looks in KEYS.items() if re.search(looks, text)
        ]
    assert len(files()) > 500
    assert set(found) == INVENTED


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
        ("cloud key", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("token of a forge", "ghp_" + "a1" * 18),
        ("signed token", ".".join(("eyJ" + "a" * 20, "eyJ" + "b" * 20, "c" * 20))),
        ("password in an address", "postgresql+psycopg://huying:" + "s3cret-word@10.0.0.7/huying"),
        ("secret in so many words", 'API_KEY = "' + "a1b2c3d4" * 4 + '"'),
        ("identity number", "42010619900101" + "123X"),
    ],
)
def test_what_is_one_is_found(kind: str, text: str) -> None:
    assert re.search(KEYS[kind], text)


def test_no_data_of_an_installation_is_kept() -> None:
    names = {file.name for file in files()}
    assert not names & {"secret.key", "signing.key", "huying.db", "temporal.db", ".env", "departments.toml"}


def package(name: str, **more: object) -> dict[str, object]:
    """One of pip-audit's."""
    return {"name": name, "version": "1", "vulns": [], **more}


def test_a_weakness_is_named() -> None:
    found = of_python(json.dumps({"dependencies": [package("a"), package("b", vulns=[{"id": "PYSEC-1"}])]}))
    assert found.weak == ("b 1: PYSEC-1",)
    scripts = {"auditReportVersion": 2, "vulnerabilities": {"x": {"severity": "high"}}}
    assert of_scripts(json.dumps(scripts)).weak == ("x: high",)


@pytest.mark.parametrize("said", ["", "not json", "[]", '{"message": "405 Method Not Allowed"}'])
def test_silence_is_said_to_be_silence(said: str) -> None:
    assert "NOT AUDITED" in str(of_python(said))
    assert "NOT AUDITED" in str(of_scripts(said))


def test_what_was_skipped_was_not_audited() -> None:
    skipped = [{"name": name, "skip_reason": "not found"} for name in "ab"]
    assert "NOT AUDITED" in str(of_python(json.dumps({"dependencies": skipped})))
    partly = str(of_python(json.dumps({"dependencies": [*skipped, package("c")]})))
    assert "1 of 3" in partly
    assert "other 2" in partly


def test_one_weakness_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"pip-audit": {"dependencies": [package("b", vulns=[{"id": "PYSEC-1"}])]}, "npm": {}}
    monkeypatch.setattr(auditing, "_run", lambda program, *_, **__: json.dumps(said[Path(program).name]))
    assert auditing.main() == 1
    assert "PYSEC-1" in capsys.readouterr().out
    said["pip-audit"] = {}
    assert auditing.main() == 0
