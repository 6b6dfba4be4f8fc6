"""Photos at the door: what is taken in, what is forgotten about it, and who sees it again."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from PIL import ExifTags, Image

from api.kept_photos import LINK_LASTS, link
from api.main import create_app
from tests.api.conftest import BASE, NOBODY_LISTENS, demo_settings
from tests.api.stack import Stack, refused

LAT, LNG = 30.5504, 114.3417


def jpeg(*, place: bool = False, colour: str = "teal", size: tuple[int, int] = (900, 600)) -> bytes:
    """A photo, with the place where it was taken if so wanted."""
    image, out = Image.new("RGB", size, colour), BytesIO()
    exif = image.getexif()
    exif[ExifTags.Base.Make] = "Camera of Somebody"
    if place:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
        gps[ExifTags.GPS.GPSLatitude] = (30.0, 33.0, 1.44)
        gps[ExifTags.GPS.GPSLongitude] = (114.0, 20.0, 30.12)
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


async def send(http: httpx.AsyncClient, content: bytes) -> httpx.Response:
    """As a form of a page sends it."""
    return await http.post("/photos", files={"file": ("IMG_1.jpg", content, "image/jpeg")})


async def test_the_place_is_offered_and_then_forgotten(http: httpx.AsyncClient, app: FastAPI) -> None:
    answer = await send(http, jpeg(place=True))
    assert answer.status_code == 200, answer.text
    assert answer.json()["place"] == {"lng": pytest.approx(LNG), "lat": pytest.approx(LAT)}
    door = app.state.door
    case_no = door.numbers.random(door.now().date())
    door.photos.keep(case_no, [answer.json()["id"]])
    kept = door.photos.read(case_no, answer.json()["id"], "whole")
    with Image.open(BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (900, 600), {})
    assert b"Somebody" not in kept
    with Image.open(BytesIO(door.photos.read(case_no, answer.json()["id"], "small"))) as small:
        assert max(small.size) == 480


async def test_on_disk_nothing_can_be_read(http: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await send(http, jpeg(colour="red"))).status_code == 200
    files = [f for f in (app.state.door.settings.paths.data / "photos").rglob("*") if f.is_file()]
    assert files
    assert not any(f.read_bytes().startswith(b"\xff\xd8") for f in files)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<svg onload=alert(1)>", 422),
        (b"", 422),
        (jpeg()[:500], 422),
        (b"\xff\xd8" + b"0" * (10 * 1024 * 1024), 413),
        (b"0" * (12 * 1024 * 1024), 413),
    ],
)
async def test_what_is_no_picture_or_too_large_is_refused(
    http: httpx.AsyncClient, content: bytes, status: int
) -> None:
    answer = await send(http, content)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_a_report_can_not_name_a_photo_that_was_never_sent(http: httpx.AsyncClient) -> None:
    body = {"description": "路灯坏了", "reporter": {"kind": "resident"}, "photos": ["0" * 40]}
    answer = await http.post("/reports", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "photos")


async def test_after_a_day_what_nothing_names_is_gone(http: httpx.AsyncClient, app: FastAPI) -> None:
    photo, door = (await send(http, jpeg(colour="navy"))).json()["id"], app.state.door
    case_no = door.numbers.random(door.now().date())
    assert door.photos.missing([photo]) == ()
    assert door.photos.sweep(door.clock() + timedelta(hours=23)) == 0
    door.photos.keep(case_no, [photo])
    assert door.photos.sweep(door.clock() + timedelta(hours=25)) >= 1
    assert door.photos.missing([photo]) == (photo,)
    assert door.photos.read(case_no, photo, "whole") is not None


async def test_who_knows_the_code_or_has_a_link_sees_it_and_nobody_else(stack: Stack) -> None:
    photo = (await send(stack.http, jpeg(colour="olive"))).json()["id"]
    case = await stack.report(photos=[photo])
    other = await stack.report()
    path = f"/photos/{photo}?case_no={case.case_no}"
    shown = await stack.http.get(f"{path}&code={case.code}&size=small")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert (await stack.http.get(f"{path}&code=00000000")).status_code == 404
    wrong_case = await stack.http.get(f"/photos/{photo}?case_no={other.case_no}&code={other.code}")
    assert wrong_case.status_code == 404
    door = stack.app.state.door
    signed = link(door, case.case_no, photo).removeprefix("/api/v1")
    assert (await stack.http.get(signed)).status_code == 200
    assert (await stack.http.get(signed.replace(photo, photo[::-1]))).status_code == 404
    ended = link(door, case.case_no, photo, now=door.clock() - 2 * LINK_LASTS).removeprefix("/api/v1")
    assert (await stack.http.get(ended)).status_code == 404


async def test_a_unit_s_photo_becomes_the_case_s(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    call = f"/calls/{case.case_no}.1/complete"
    done = {"result": "solved", "reply": "修好了"}
    unknown = await stack.post(call, unit, {**done, "photos": ["f" * 40]})
    assert unknown.status_code == 422
    photo = (await send(stack.http, jpeg(colour="purple"))).json()["id"]
    assert (await stack.post(call, unit, {**done, "photos": [photo]})).status_code == 202
    shown = await stack.http.get(f"/photos/{photo}?case_no={case.case_no}&code={case.code}")
    assert shown.status_code == 200


async def test_erasing_a_case_s_key_makes_its_photos_unreadable(
    http: httpx.AsyncClient, app: FastAPI
) -> None:
    photo, door = (await send(http, jpeg(colour="gold"))).json()["id"], app.state.door
    case_no = door.numbers.random(door.now().date())
    door.photos.keep(case_no, [photo])
    assert door.vault.erase(case_no)
    assert door.photos.read(case_no, photo, "whole") is None


async def test_a_store_of_photos_that_is_away_takes_none_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "local"}
    for name, value in {**keys, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{NOBODY_LISTENS}"}.items():
        monkeypatch.setenv(name, value)
    app = create_app(demo_settings(tmp_path, photos="s3://photos/street", aws_allow_http=True))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
            problem = refused(await send(http, jpeg()), 503, "photos_away")
    assert "照片" in problem["detail"]
