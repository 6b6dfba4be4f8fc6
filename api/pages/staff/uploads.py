"""Photos in a staff form: taken in as `POST /photos` takes them, then named by their ids. Used by `acting`."""

from starlette.datastructures import FormData, UploadFile

from api import errors
from api.door import Door
from api.photos import taken
from api.pictures import MOST_BYTES

MOST = 3
"""Photos that one form takes."""


async def with_photos(door: Door, form: FormData) -> FormData:
    """The form with the ids of its files under `photos`, beside those it had. Raises 413, 422, 503."""
    files = [f for f in form.getlist("photo") if isinstance(f, UploadFile) and f.size]
    if len(files) > MOST:
        raise errors.malformed("photos", f"一次最多 {MOST} 张照片", f"at most {MOST} photos at a time")
    texts: list[tuple[str, UploadFile | str]] = [
        (name, value) for name, value in form.multi_items() if isinstance(value, str)
    ]
    for file in files:
        photo = await taken(door, await file.read(MOST_BYTES + 1))
        texts.append(("photos", photo.id))
    return FormData(texts)
