"""Who gets past the door of what, as written here by hand: one line for each operation and each form.

What is let in may still be refused by the case itself (409) or for what was sent (422). A new operation or form must be
added, or `test_access.py` fails.
"""

UNIT, OTHER = "guanli", "chengguan"
"""The unit that has the case of the tests, and another one."""
GRIDS, STATIONS = {"SQ07-G03", "SQ08-G01"}, {"SQ07", "SQ08"}
ABOVE = {"district-chief", "city-chief", "city-command"}
CHIEFS = {"street-chief", "street-director", *ABOVE}
DISPATCHING = {"street-dispatch", *CHIEFS}
DESK = {"street-intake", *DISPATCHING}
UPKEEP = {"operator", "admin"}
EVERYBODY = {
    *(UNIT, OTHER, *GRIDS, *STATIONS, *DESK),
    *("area-chief-1", "callback-1", "reviewer-1", "supervisor", "auditor", *UPKEEP),
    *("street-command", "street-committee"),  # units of the desk and of the committee, as handlers
}
NOBODY: set[str] = set()
SEES_CALL = {UNIT, "supervisor", *DESK}
SEES_CASE = {*SEES_CALL, "area-chief-1", "callback-1", "reviewer-1", "auditor"}

PUBLIC = {
    "GET /cases/{case_no}",
    "POST /cases/{case_no}/urge",
    "POST /cases/{case_no}/supplement",
    "POST /cases/{case_no}/withdraw",
    "POST /cases/{case_no}/reopen",
    "POST /cases/{case_no}/not-the-same",
    "GET /cases/{case_no}/proof",
    "POST /session",
    "GET /suggest",
    "POST /photos",
    "GET /photos/{photo}",
    "GET /nearby",
    "POST /nearby/{ref}/me-too",
    "GET /notices",
    "GET /organisation",
    "GET /deliberations",
    "GET /deliberations/{topic}",
    *(f"GET /documents{what}" for what in ("", "/{code}", "/{code}/{version}")),
    "GET /catalogue",
    "GET /results",
    "GET /heads",
    "GET /heads/key",
    "GET /heads/{day}",
    "GET /healthz",
    "GET /readyz",
    "GET /services",
    "GET /services/results",
    "GET /services/{code}",
    "GET /services/{code}/slots",
    "GET /matters/{number}",
    "GET /chiefs",
    "GET /grids/editions",
    "GET /grids/{code}/history",
    *(
        f"POST /matters/{{number}}/{what}"
        for what in ("papers", "appointment", "consent", "rating", "withdraw")
    ),
    "POST /papers",
    "GET /open311/v2/discovery.{format}",
    "GET /open311/v2/services.{format}",
    "GET /open311/v2/services/{service_code}.{format}",
    "GET /open311/v2/requests.{format}",
    "GET /open311/v2/tokens/{token}.{format}",
    "GET /open311/v2/requests/{service_request_id}.{format}",
}
"""For everybody; what is a case's own takes its code, which no session replaces."""
PUBLIC_OR_STAFF = {"POST /deliberations", "POST /reports", "POST /matters", "POST /cases/{case_no}/rating"}
"""For everybody, and in another way for staff: a bad token is refused, not passed over."""
BY_SECRET = {
    "POST /referrals/{source}": 401,
    "GET /referrals/{source}/results": 401,
    "POST /referrals/{source}/ratings": 401,
    "POST /departments/{unit}/receipts": 401,
    "POST /ivr/next": 404,  # there is none without its secret
    "POST /ivr/results": 404,
    "POST /ivr/progress": 404,
    "GET /channels/wechat": 404,
    "POST /channels/wechat": 404,
    "POST /open311/v2/requests.{format}": 403,
    "GET /open311/v2/servicerequestupdates.{format}": 403,
    "POST /open311/v2/servicerequestupdates.{format}": 403,
}
"""For another system that signs or has a key: what anybody else is answered, with any session or none."""
SENT_FIRST = {
    "GET /matters/{number}/full",
    "GET /matters/{number}/papers/{paper}",
    *(
        f"POST /matters/{{number}}/{what}"
        for what in ("accept", "ask-papers", "papers-brought", "decide", "deliver", "check-in")
    ),
    *(f"POST /matters/{{number}}/{what}" for what in ("come-again", "book", "consent-in-person")),
    "GET /chiefs/{code}",
    "GET /rounds/{round_no}",
    *(f"POST /rounds/{{round_no}}/{what}" for what in ("begin", "come", "findings", "finish", "cancel")),
    "POST /absences",
    "POST /handovers",
    "POST /handovers/{handover}/take",
}
"""For staff: what is sent, and whether there is such a matter, is looked at before who may. A token is asked for here;
the rest by `test_matters.py`, `test_chiefs.py` and `test_duty_over_http.py`.
"""
JUDGED = {
    "POST /calls/{call_id}/resume",
    "POST /calls/{call_id}/transfer",
    "POST /calls/{call_id}/call-off",
    "POST /calls/{call_id}/register",
    "POST /calls/{call_id}/resend",
    "POST /calls/{call_id}/appeal",
    "POST /cases/{case_no}/exclude",
}
"""For staff; whose it is, only the case itself knows."""
GRID_READERS = {*CHIEFS, *STATIONS, "area-chief-1", "admin", "supervisor", "auditor"}
WINDOWS = EVERYBODY - {"admin", "area-chief-1", "auditor", "callback-1", "operator", "reviewer-1"}
IN_MEETINGS = EVERYBODY - UPKEEP
REGISTERED = {"street-chief", "street-director", "area-chief-1", "supervisor", "auditor"}
"""Who looks on at registers beside communities."""
REGISTERS = (
    *(f"GET /registers{what}" for what in ("", "/report", "/report.xlsx", "/{code}")),
    *(f"GET /registers/{{code}}/{what}" for what in ("table.xlsx", "template.xlsx", "{key}")),
    *("GET /registers/{code}/{key}/matches", "PUT /registers/{code}/{key}"),
    *(f"POST /registers/{{code}}{what}" for what in ("", "/import", "/{key}/remove")),
    "POST /registers/needs/{key}/claim",
    *(f"POST /registers/projects/{{key}}/{what}" for what in ("follow-up", "rating")),
)
STAFF: dict[str, set[str]] = {
    **dict.fromkeys(JUDGED, EVERYBODY),
    "GET /session": EVERYBODY,
    "DELETE /session": EVERYBODY,
    "GET /session/hearing": EVERYBODY,
    "POST /session/hearing": EVERYBODY,
    "GET /calls": EVERYBODY,  # each sees its own
    "GET /warnings": EVERYBODY,
    "GET /cases": EVERYBODY,
    "GET /events": EVERYBODY,
    "GET /rates": EVERYBODY,
    "GET /rates/cases": EVERYBODY,
    "GET /rates.xlsx": EVERYBODY,
    "GET /rates.docx": {*CHIEFS, "supervisor", "auditor"},
    **{f"GET /results/published{kind}": {*CHIEFS, "supervisor", "auditor"} for kind in ("", ".docx")},
    **{
        f"GET /simplifications{kind}": {*CHIEFS, *STATIONS, "supervisor", "auditor"} for kind in ("", ".xlsx")
    },
    **{f"POST /simplifications{what}": {*CHIEFS, *STATIONS} for what in ("", "/{line}/strike")},
    "GET /calls/{call_id}": SEES_CALL,
    **{
        f"POST /calls/{{call_id}}/{what}": {UNIT}
        for what in ("respond", "progress", "complete", "return", "extend", "suspend", "hand-up")
    },
    "GET /cases/{case_no}/full": SEES_CASE,
    "GET /cases/{case_no}/messages": SEES_CASE,
    **{f"GET /cases/{{case_no}}/{what}": DESK for what in ("similar", "suggestions")},
    **{
        f"POST /cases/{{case_no}}/{what}": DESK
        for what in ("summarise", "grade", "void", "refuse", "merge", "repeat")
    },
    **{
        f"POST /cases/{{case_no}}/{what}": DISPATCHING for what in ("dispatch", "reason", "incident", "split")
    },
    "POST /cases/{case_no}/approve": {*DISPATCHING, *STATIONS, "area-chief-1", "reviewer-1"},
    "POST /cases/{case_no}/supervise": {*CHIEFS, "supervisor"},
    "POST /cases/{case_no}/hand-up": CHIEFS,
    "POST /cases/{case_no}/hand-down": CHIEFS,
    "POST /cases/{case_no}/party": {*DESK, "supervisor"},
    "POST /cases/{case_no}/check": {*GRIDS, *STATIONS, "callback-1"},
    "POST /cases/{case_no}/attempt": {"street-intake", "street-dispatch", "callback-1"},
    "POST /cases/{case_no}/review": {"reviewer-1"},
    "POST /cases/{case_no}/reveal": {*DESK, "callback-1", "reviewer-1", "supervisor"},
    "POST /replan": {"admin"},
    "GET /chiefs/mine": EVERYBODY,
    "POST /chiefs/{code}/holder": {"admin", "street-director"},
    "GET /rounds": EVERYBODY,  # each sees its own
    "POST /rounds": {*CHIEFS, "area-chief-1"},
    **{f"GET /grids/redraws{what}": GRID_READERS for what in ("", "/{redraw}", "/{redraw}/following")},
    "POST /grids/redraws": {"admin", "street-director"},
    "POST /grids/redraws/{redraw}/decide": {*CHIEFS, "area-chief-1"},
    "POST /grids/redraws/{redraw}/prepare": {"admin"},
    "POST /grids/redraws/{redraw}/follow": STATIONS,
    "GET /matters": WINDOWS,  # each sees its own
    "GET /candidates": WINDOWS - {"supervisor"},
    "POST /candidates/{service}/{ref}/confirm": WINDOWS - {"supervisor"},
    "POST /residents": {"admin", "street-director"},
    "GET /persons/requests": {"admin", "auditor"},
    "POST /persons/requests": {"admin"},
    "POST /persons/requests/{request_id}/grant": {"admin", "auditor"},
    "GET /persons/requests/{request_id}/export": {"admin"},
    "GET /absences": {*STATIONS, *DESK, "supervisor"},
    "GET /absences/deputies": STATIONS,
    "POST /absences/{absence}/end": STATIONS,
    "GET /duty": {*DESK, "supervisor"},
    "GET /handovers": {*DESK, "supervisor"},
    "GET /meetings": IN_MEETINGS,  # each sees those it is invited to
    "GET /meetings/{meeting}": IN_MEETINGS,
    "POST /meetings": {*DISPATCHING, *STATIONS},
    **{
        f"POST /meetings/{{meeting}}/{what}": {*DISPATCHING, *STATIONS}
        for what in ("held", "cancel", "decisions", "decisions/{n}/open")
    },
    "GET /deliberations/raised": IN_MEETINGS,  # each sees its community's and its own
    **{f"POST /deliberations/{{topic}}/{what}": {*DISPATCHING, *STATIONS} for what in ("agenda", "decline")},
    "POST /documents": {"admin"},  # and the office that keeps party building: test_documents.py
    "GET /organisation/staffing": {
        *(*DESK, *STATIONS, "supervisor", "area-chief-1", "callback-1", "reviewer-1", "auditor", "admin"),
    },
    "GET /powers/uses": {"street-chief", "street-director", "supervisor", "auditor"},
    "GET /powers/uses.xlsx": {"street-chief", "street-director", "supervisor", "auditor"},
    "POST /powers/uses": CHIEFS,  # what is sent is looked at before whose powers they are
    "GET /messages": {*UPKEEP, "auditor"},
    "POST /messages/retry": UPKEEP,
    "POST /notices": DESK,
    "POST /notices/{notice}/end": DESK,
    "GET /operations/departments": {*UPKEEP, "auditor"},
    "GET /operations/undelivered": {*UPKEEP, "auditor"},
    "GET /referrals": DESK,
    "GET /referrals/results.csv": DESK,
    "POST /referrals/upload": DESK,
    "POST /referrals/ratings/upload": DESK,
    "POST /referrals/{source}/resend": DESK,
    **dict.fromkeys(REGISTERS, STATIONS | REGISTERED),  # who of them writes which: test_registers.py
}
NOTHING_THERE = {
    *(f"GET /grids/redraws/{{redraw}}{what}" for what in ("", "/following")),
    *(f"POST /grids/redraws/{{redraw}}/{what}" for what in ("prepare", "follow")),
    "POST /cases/{case_no}/merge",
    "POST /cases/{case_no}/repeat",
    "POST /notices/{notice}/end",
    "POST /absences/{absence}/end",
    "GET /meetings/{meeting}",
    "POST /meetings/{meeting}/decisions/{n}/open",
    "POST /persons/requests/{request_id}/grant",
    "GET /persons/requests/{request_id}/export",
    "GET /registers/{code}",
    *(
        f"GET /registers/{{code}}/{what}"
        for what in ("table.xlsx", "template.xlsx", "{key}", "{key}/matches")
    ),
}
"""Those let in are told 404 there: of another case, a notice, an absence, a meeting, a request, a register."""

FORMS: dict[str, set[str]] = {
    "/logout": EVERYBODY,
    "/sessions/password": EVERYBODY,
    "/sessions/end": NOBODY,  # there is none of that name
    "/hearing": EVERYBODY,
    "/desk/{call_id}/respond": {UNIT, *DISPATCHING},
    "/grid/new": GRIDS,
    "/grid/check/{case_no}/check": NOBODY,  # of another grid's case
    "/grid/{call_id}/respond": NOBODY,
    "/command/{case_no}/grade": DESK,
    "/intake": DESK,
    "/cases/{case_no}/reveal": SEES_CASE,
    "/cases/{case_no}/calls/{n}/call-off": SEES_CASE,
    "/cases/{case_no}/party": {*DESK, "supervisor"},
    "/approvals/{case_no}/approve": {*DISPATCHING, *STATIONS, "area-chief-1", "reviewer-1"},
    "/approvals/{case_no}/supervise": {*CHIEFS, "supervisor"},
    "/callbacks/{case_no}/attempt": {"callback-1"},
    "/station/absences": STATIONS,
    "/station/absences/{absence}/end": NOBODY,  # of another station
    "/station/{call_id}/transfer": STATIONS,
    "/referrals/upload": DESK,
    "/referrals/ratings": DESK,
    "/referrals/resend": NOBODY,  # there is none of that number
    "/figures/{call_id}/appeal": {UNIT},
    "/figures/{call_id}/exclude": {UNIT},
    "/duty/handover": {*DESK, "supervisor"},
    "/duty/handover/{handover}/take": {*DESK, "supervisor"},
    "/notices/add": DESK,
    "/notices/{notice}/end": NOBODY,  # there is none of that number
    "/meetings/call": {*DISPATCHING, *STATIONS},
    **dict.fromkeys(  # there is none of that name
        (f"/meetings/{{meeting}}/{what}" for what in ("held", "cancel", "decide", "open/{n}")), NOBODY
    ),
    "/meetings/topics/raise": IN_MEETINGS - GRIDS,
    **{f"/meetings/topics/{{topic}}/{what}": {*DISPATCHING, *STATIONS} for what in ("agenda", "decline")},
    "/documents/add": {"admin"},
    "/powers/add": {"street-chief", "street-director"},
    "/operations/resend/{call_id}": {*UPKEEP, "auditor"},  # the case refuses the auditor
    "/operations/wake/{case_no}": UPKEEP,
    "/operations/messages": UPKEEP,
    "/accounts/add": {"admin"},
    "/accounts/{username}/change": {"admin"},
    "/accounts/{username}/password": NOBODY,  # there is no such account
    "/accounts/{username}/disable": NOBODY,
    "/city": NOBODY,  # without a file there is nothing to take
    "/city/{edition}/take-up": NOBODY,
    "/replan": {"admin"},
    "/persons/ask": {"admin"},
    "/persons/{request_id}/grant": NOBODY,  # there is none of that number
    "/persons/{request_id}/export": NOBODY,
    "/windows/{number}/accept": NOBODY,  # there is no such matter
    "/windows/register": {"admin", "street-director"},
    "/registers/{code}/new": NOBODY,  # there is nothing that may be empty in a row
    "/registers/{code}/import": NOBODY,  # without a table there is nothing to take
    **{f"/registers/{{code}}/{{key}}/{what}": NOBODY for what in ("change", "remove")},
    "/registers/needs/{key}/claim": NOBODY,
    **{f"/registers/projects/{{key}}/{what}": NOBODY for what in ("follow-up", "rating")},
    "/simplifications/add": {*CHIEFS, *STATIONS},
    "/simplifications/{line}/strike": {*CHIEFS, *STATIONS},  # what is sent is looked at first
    "/patrols/new": {*CHIEFS, "area-chief-1"},
    "/patrols/{round_no}/findings": NOBODY,  # there is none of that number
    "/patrols/{round_no}/begin": NOBODY,
    "/chiefs/{code}": NOBODY,  # there is no such post
    "/grids": {"admin", "street-director"},
    "/grids/{redraw}/decide": NOBODY,  # there is none of that number
    "/grids/{redraw}/prepare": NOBODY,
    "/grids/{redraw}/follow": NOBODY,
    "/windows/candidates": {OTHER, *DESK, "supervisor"},
}
"""Forms of staff pages, each with one of the operations it carries, sent empty by the session it was given to."""
