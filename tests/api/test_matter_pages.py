"""办事 in a browser without scripts: apply, follow, one's own things on one page; the window's work."""

from tests.api.browsing import Browser, browsing
from tests.api.stack import Stack
from tests.api.test_matters import ONLINE, ONSITE, PERSON, REGISTER, Held, apply, slots

BOOKED = "已预约"


async def test_what_the_page_gives_as_an_example_is_found(stack: Stack) -> None:
    async with browsing(stack.app) as browser:
        for path, begins, between in (("/services", "例：", "、"), ("/services?lang=en", "e.g. ", ", ")):
            example = (await browser.open(path)).split(f'placeholder="{begins}')[1].split('"')[0]
            for words in example.split(between):
                assert 'href="/services/S-' in await browser.open(f"/services?q={words}"), words


async def test_a_person_finds_a_service_books_and_follows_it(stack: Stack) -> None:
    slot = (await slots(stack))[0]["start"]
    async with browsing(stack.app) as browser:
        found = await browser.open("/services?q=zdsh")
        assert f'href="/services/{ONSITE}"' in found
        assert ONLINE not in found
        page = await browser.open(f"/services/{ONSITE}")
        assert "家庭收入财产声明" in page
        wrong = await browser.send(f"/services/{ONSITE}/apply", name="", phone="1", slot=slot)
        assert (browser.status, 'role="alert"' in wrong) == (422, True)
        page = await browser.send(f"/services/{ONSITE}/apply", **PERSON, slot=slot)
        assert browser.status == 200
        number, code = _kept(browser)
        await Held(stack, number, code).until("booked")
        page = await browser.open(f"/m/{number}?code={code}")
        assert BOOKED in page
        assert "申请表" in page
        assert PERSON["name"] not in page
        page = await browser.send(f"/m/{number}/withdraw", code=code)
        assert "本人撤回" in page


def _kept(browser: Browser) -> tuple[str, str]:
    """The number and code that the page asks to keep."""
    rest = browser.page.split('class="number big">')
    return rest[1].split("<")[0], rest[2].split("<")[0]


async def test_reports_and_matters_are_on_one_page_by_their_codes_alone(stack: Stack) -> None:
    held, case = await apply(stack, ONLINE), await stack.report()
    await held.until("applied")
    async with browsing(stack.app) as browser:
        assert "还没有" in await browser.open("/mine")
        page = await browser.send("/mine/add", number=held.number, code="00000000")
        assert "查询码不对" in page
        await browser.send("/mine/add", number=held.number, code=held.code)
        page = await browser.send("/mine/add", number=case.case_no, code=case.code)
        assert f"/m/{held.number}?code={held.code}" in page
        assert f"/c/{case.case_no}?code={case.code}" in page
        kept = browser.http.cookies["huying-mine"]
        browser.http.cookies.set("huying-mine", kept.replace(".", "x."), domain="huying.test")
        assert held.number not in await browser.open("/mine")


async def test_the_window_does_its_work_on_pages(stack: Stack) -> None:
    held = await apply(stack, ONLINE, note="补办一张")
    await held.until("applied")
    at = f"/windows/{held.number}"
    async with browsing(stack.app, "renshe") as browser:
        assert held.number[-8:] in await browser.open("/windows")
        page = await browser.open(at)
        assert "补办一张" in page
        await browser.send(f"{at}/ask-papers", missing="近期免冠照片\n户口簿")
        await held.until("papers")
        await browser.open(at)
        await browser.send(f"{at}/papers-brought")
        await held.until("applied")
        page = await browser.open(at)
        assert "一次性告知缺件" not in page
        await browser.send(f"{at}/accept")
        await held.until("handling")
        await browser.open(at)
        page = await browser.send(f"{at}/decide", granted="no")
        assert "须写明理由" in page
        await browser.send(f"{at}/decide", granted="yes")
        await held.until("delivering")
        await browser.open(at)
        await browser.send(f"{at}/deliver", how="post")
        await held.until("rating")
    async with browsing(stack.app) as person:
        page = await person.open(f"/m/{held.number}?code={held.code}")
        await person.send(f"/m/{held.number}/rating", code=held.code, result="5")
    await held.until("closed")
    async with browsing(stack.app, "street-chief") as desk:
        page = await desk.open(at)
        assert "赵**" in page
        assert "补办一张" not in page
    async with browsing(stack.app, "minzheng") as other:
        await other.open(at)
        assert other.status == 404


async def test_the_register_is_imported_and_a_candidate_confirmed_on_pages(stack: Stack) -> None:
    table = REGISTER.replace("R-1", "P-1").replace("钱测试", "周测试").replace("1940", "1939")
    async with browsing(stack.app, "admin") as admin:
        await admin.open("/windows/register")
        sent = {"file": ("register.csv", table.encode(), "text/csv")}
        token = {"csrf": admin.hidden("csrf"), "key": admin.hidden("key")}
        answer = await admin.http.post("/windows/register", data=token, files=sent)
        assert "已导入 3 行" in answer.text
    async with browsing(stack.app, "minzheng") as window:
        page = await window.open("/windows")
        assert "周**" in page
        assert "周测试" not in page
        ref = page.split("周**")[0].rsplit('name="ref" value="', 1)[1].split('"')[0]
        page = await window.send("/windows/candidates", service="S-M001", ref=ref)
        assert "等本人同意" in page
        page = await window.send("/windows/candidates", service="S-M001", ref=ref)
        assert "已经确认过" in page


async def test_the_figures_stand_on_a_page(stack: Stack) -> None:
    async with browsing(stack.app) as browser:
        page = await browser.open("/services/results")
        assert browser.status == 200
        assert "其中免申帮你办" in page
        english = await browser.open("/services/results?lang=en")
        assert "of which" in english
