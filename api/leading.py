"""Where an answer leads, for the OpenAPI page: what may be asked of a case next, and with what of the answer.

Programs that explore the page follow these links; so does `tests/api/test_stateful.py`.
"""

from typing import Any

CASE, CODE, CALL = "$response.body#/case_no", "$response.body#/track_code", "{$response.body#/case_no}.1"
WITH_CODE = ("urge", "supplement", "withdraw", "reopen", "rating", "not-the-same")
OF_CASE = (
    *("grade", "dispatch", "approve", "summarise", "supervise", "check", "attempt", "reason", "review"),
    *("hand-up", "hand-down", "void", "refuse", "split", "incident", "party", "exclude", "reveal"),
)
OF_CALL = (
    *("respond", "progress", "complete", "return", "extend", "suspend", "resume", "hand-up", "transfer"),
    *("call-off", "register", "resend", "appeal"),
)
READ = ("full", "messages", "similar", "suggestions")


def after_a_report(base: str = "/api/v1") -> dict[str, Any]:
    """The links of an accepted report."""
    links = {"see": _link(f"{base}/cases/{{case_no}}", "get", case_no=CASE, code=CODE)}
    links["prove"] = _link(f"{base}/cases/{{case_no}}/proof", "get", case_no=CASE, code=CODE)
    for name in WITH_CODE:
        links[name] = _link(f"{base}/cases/{{case_no}}/{name}", "post", case_no=CASE, code=CODE)
    for name in READ:
        links[f"read-{name}"] = _link(f"{base}/cases/{{case_no}}/{name}", "get", case_no=CASE)
    for name in OF_CASE:
        links[f"case-{name}"] = _link(f"{base}/cases/{{case_no}}/{name}", "post", case_no=CASE)
    links["call"] = _link(f"{base}/calls/{{call_id}}", "get", call_id=CALL)
    for name in OF_CALL:
        links[f"call-{name}"] = _link(f"{base}/calls/{{call_id}}/{name}", "post", call_id=CALL)
    return links


def _link(path: str, method: str, **parameters: str) -> dict[str, Any]:
    place = path.replace("~", "~0").replace("/", "~1")
    return {"operationRef": f"#/paths/{place}/{method}", "parameters": parameters}
