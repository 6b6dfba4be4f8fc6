"""Every page that people open: for whom, how wide, by which address. For the pictures and the walk in English.

A new page must be added here or to `NO_PICTURE`, or a test fails.
"""

from dataclasses import dataclass

PHONE, DESKTOP = 360, 1280


@dataclass(frozen=True)
class Picture:
    """One file of docs/pictures/: a page (its route, and its address in `tests.pages.scene`), how wide, for whom."""

    name: str
    route: str
    address: str = ""  # as `Scene.fill` fills it in; the route itself where nothing is to be filled in
    width: int = PHONE
    account: str | None = None

    @property
    def path(self) -> str:
        """The address, to be filled in."""
        return self.address or self.route


CASE, TRACK = "/cases/{case_no}", "/c/{case_no}"
PUBLIC = (
    Picture("home", "/", "", DESKTOP),
    Picture("home-phone", "/"),
    Picture("report-phone", "/report"),
    Picture("already-phone", "/report", "/report?community=SQ07"),
    Picture("track-phone", "/track"),
    Picture("case-phone", TRACK, "/c/{case}?code={case_code}"),
    Picture("rate-phone", TRACK, "/c/{rated}?code={rated_code}"),
    Picture("results", "/results", "", DESKTOP),
    Picture("services-phone", "/services"),
    Picture("service-phone", "/services/{code}", "/services/S-X001"),
    Picture("services-results", "/services/results", "", DESKTOP),
    Picture("matter-phone", "/m/{number}", "/m/{matter}?code={matter_code}"),
    Picture("mine-phone", "/mine"),
    Picture("call-phone", "/call"),
    Picture("organisation", "/organisation", "", DESKTOP),
    Picture("elder-phone", "/", "/?elder=1"),
    Picture("home-english-phone", "/", "/?lang=en"),
    Picture("login-phone", "/login"),
    Picture("reply-phone", "/reply/{call_id}", "/reply/{case}.1?key={reply_key}"),
    Picture("docs", "/api/v1/docs", "", DESKTOP),
)
UNITS = (
    Picture("desk", "/desk/{call_id}", "/desk/{case}.1", DESKTOP, "chengguan"),
    Picture("desk-list-phone", "/desk", "", PHONE, "chengguan"),
    Picture("desk-done-phone", "/desk/done", "", PHONE, "chengguan"),
    Picture("grid-phone", "/grid", "", PHONE, "SQ07-G01"),
    Picture("grid-new-phone", "/grid/new", "", PHONE, "SQ07-G03"),
    Picture("grid-offline-phone", "/grid/offline", "", PHONE, "SQ07-G03"),
    Picture("grid-check-phone", "/grid/check/{case_no}", "/grid/check/{checked}", PHONE, "{checker}"),
    Picture("grid-call-phone", "/grid/{call_id}", "/grid/{own}.1", PHONE, "SQ07-G03"),
    Picture("station", "/station", "", DESKTOP, "SQ07"),
    Picture("figures", "/figures", "", DESKTOP, "chengguan"),
    Picture("appeal", "/figures/{call_id}", "/figures/{late}.1", DESKTOP, "chengguan"),
)
CENTRES = (
    Picture("command", "/command", "", DESKTOP, "street-director"),
    Picture("in-hand", "/command/{case_no}", "/command/{waiting}", DESKTOP, "street-dispatch"),
    Picture("wall", "/command/wall", "", DESKTOP, "street-director"),
    Picture("case-staff", CASE, "/cases/{case}", DESKTOP, "street-director"),
    Picture("case-late", CASE, "/cases/{late}", DESKTOP, "street-director"),
    Picture("reveal", CASE, "/cases/{case}", DESKTOP, "street-chief"),
    Picture("print", "/cases/{case_no}/print", "/cases/{case}/print", DESKTOP, "street-director"),
    Picture("cases", "/cases", "", DESKTOP, "street-director"),
    Picture("duty", "/duty", "", DESKTOP, "street-chief"),
    Picture("approvals-phone", "/approvals", "", PHONE, "street-director"),
    Picture("windows", "/windows", "", DESKTOP, "minzheng"),
    Picture("window", "/windows/{number}", "/windows/{matter}", DESKTOP, "minzheng"),
    Picture("patrols-phone", "/patrols", "", PHONE, "street-director"),
    Picture("round-phone", "/patrols/{round_no}", "/patrols/{round}", PHONE, "chengguan"),
    Picture("joint", "/patrols/new", "", DESKTOP, "street-director"),
    Picture("chiefs", "/chiefs", "", DESKTOP, "street-director"),
    Picture("grids", "/grids", "/grids?code=SQ01-G02", DESKTOP, "street-chief"),
    Picture("redraw", "/grids/{redraw}", "", DESKTOP, "street-chief"),
    Picture("callbacks", "/callbacks", "", DESKTOP, "callback-1"),
    Picture("reviews", "/reviews", "", DESKTOP, "reviewer-1"),
    Picture("referrals", "/referrals", "", DESKTOP, "street-intake"),
    Picture("intake", "/intake", "", DESKTOP, "street-intake"),
    Picture("hearing-phone", "/hearing", "", PHONE, "street-chief"),
    Picture("notices", "/notices", "", DESKTOP, "street-dispatch"),
    Picture("meetings", "/meetings", "", DESKTOP, "street-director"),
    Picture("meeting", "/meetings/{meeting}", "/meetings/{meeting}", DESKTOP, "street-director"),
    Picture("staffing", "/staffing", "", DESKTOP, "street-director"),
    Picture("topics", "/meetings/topics", "", DESKTOP, "SQ07"),
    Picture("deliberations", "/deliberations"),
    Picture("deliberation-new", "/deliberations/new"),
    Picture("deliberation", "/deliberations/{topic}", "/deliberations/{topic}"),
    Picture("documents", "/documents", "", DESKTOP, "admin"),
    Picture("document", "/documents/{code}", "/documents/joint"),
    Picture("document-version", "/documents/{code}/{version}", "/documents/joint/1"),
    Picture("powers", "/powers", "", DESKTOP, "street-director"),
    Picture("above", "/above", "", DESKTOP, "district-chief"),
    Picture("rates", "/rates", "", DESKTOP, "supervisor"),
    Picture("published", "/report/results", "", DESKTOP, "street-director"),
    Picture("simplifications", "/simplifications", "", DESKTOP, "street-director"),
    Picture("registers", "/registers", "", DESKTOP, "dangjian"),
    Picture("registers-report", "/registers/report", "", DESKTOP, "auditor"),
    Picture("register-rows", "/registers/{code}", "/registers/needs", DESKTOP, "dangjian"),
    Picture("register-row", "/registers/{code}/{key}", "/registers/needs/XQ-0001", DESKTOP, "SQ07"),
    Picture("register-new-phone", "/registers/{code}/new", "/registers/activities/new", PHONE, "SQ07"),
    Picture("register-import", "/registers/{code}/import", "/registers/branches/import", DESKTOP, "dangjian"),
    Picture("behind", "/rates/cases", "/rates/cases?key=chengguan&rate=response", DESKTOP, "supervisor"),
)
ADMINISTRATION = (
    Picture("operations", "/operations", "", DESKTOP, "admin"),
    Picture("accounts", "/accounts", "", DESKTOP, "admin"),
    Picture("acts", "/acts", "", DESKTOP, "auditor"),
    Picture("reveals", "/reveals", "", DESKTOP, "auditor"),
    Picture("persons", "/persons", "", DESKTOP, "admin"),
    Picture("sessions-phone", "/sessions", "", PHONE, "gongan"),
    Picture("city", "/city", "", DESKTOP, "admin"),
    Picture("city-edition", "/city/{edition}", "/city/{edition}", DESKTOP, "admin"),
    Picture("city-file", "/city/{edition}/{name}", "/city/{edition}/calendar.csv", DESKTOP, "admin"),
    Picture("register", "/windows/register", "", DESKTOP, "admin"),
    Picture("replan", "/replan", "/replan?reason=2026-10-13", DESKTOP, "admin"),
)
GALLERY = (*PUBLIC, *UNITS, *CENTRES, *ADMINISTRATION)
NO_PICTURE = {
    *("/live", "/c/{case_no}/live", "/sw.js"),  # streams and a script
    *("/work", "/command/next", "/login/oidc", "/login/oidc/back"),  # lead on to another page
    *("/report/place", "/report/already"),  # parts of a page
    *(
        "/rates.xlsx",
        "/rates.docx",
        "/powers/uses.xlsx",
        "/report/results.docx",
        "/simplifications.xlsx",
    ),  # files
    *("/referrals/results.csv", "/windows/{number}/papers/{paper}"),
    *("/registers/report.xlsx", "/registers/{code}/table.xlsx", "/registers/{code}/template.xlsx"),  # files
}
"""GET routes of the pages that are none by themselves."""
