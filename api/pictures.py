"""What a sent photo must be, and what becomes of it: a JPEG with nothing but the picture. Used by `api.photos`.

Its type is found by its content. It is drawn anew, so that neither the place nor the camera nor anything hidden stays.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from math import isnan
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from api import errors

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 80_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
_WHOLE, _SMALL = 2560, 480  # longest side, pixels
_QUALITY = {_WHOLE: 85, _SMALL: 75}


@dataclass(frozen=True)
class Picture:
    """A photo as it is kept; `point` (WGS-84 longitude, latitude) is where its camera said that it was."""

    whole: bytes
    small: bytes
    point: tuple[float, float] | None


def picture(content: bytes) -> Picture:
    """The picture in these bytes. Raises 422 in the sender's words for what is none, 413 for what is too large."""
    if len(content) > MOST_BYTES:
        raise too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise too_large()
                point = _point(image)
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _no_picture() from error
    except (
        OSError,
        SyntaxError,
        ValueError,
    ) as error:  # what Pillow raises for pictures that are cut off or broken
        raise _no_picture() from error
    return Picture(_jpeg(upright, _WHOLE), _jpeg(upright, _SMALL), point)


def too_large() -> errors.Problem:
    """413."""
    return errors.Problem(413, "too_large", "内容过大", "照片不能超过 10 MB", "A photo is at most 10 MB.")


def _no_picture() -> errors.Problem:
    return errors.malformed(
        "file", "照片无法识别，请选择 JPG、PNG 或 WebP 图片", "this is no JPEG, PNG or WebP picture"
    )


def _jpeg(image: Image.Image, longest: int) -> bytes:
    drawn = image.copy()
    drawn.thumbnail((longest, longest))
    drawn.info.clear()  # colour profiles and comments
    out = BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY[longest], optimize=True)
    return out.getvalue()


def _point(image: Image.Image) -> tuple[float, float] | None:
    try:
        said = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        lat, lng = _degrees(said.get(ExifTags.GPS.GPSLatitude)), _degrees(said.get(ExifTags.GPS.GPSLongitude))
    except Exception:  # whatever a broken block of EXIF makes Pillow raise: the picture is none the worse
        return None
    if lat is None or lng is None or (lat, lng) == (0.0, 0.0):
        return None
    south, west = said.get(ExifTags.GPS.GPSLatitudeRef) == "S", said.get(ExifTags.GPS.GPSLongitudeRef) == "W"
    point = round(-lng if west else lng, 6), round(-lat if south else lat, 6)
    return point if abs(point[0]) <= 180 and abs(point[1]) <= 90 else None


def _degrees(said: Any) -> float | None:
    if not said:
        return None
    degrees, minutes, seconds = (float(part) for part in said)
    found = degrees + minutes / 60 + seconds / 3600
    return None if isnan(found) else found  # zero by zero in the file
