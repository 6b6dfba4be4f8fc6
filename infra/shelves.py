"""Which store holds what in this installation, and with which keys, by its settings. For the doors."""

from datetime import timedelta

from contracts.keeping import Keepings
from infra.blobs import Blobs, Folder, s3
from infra.keys import secret_key
from infra.settings import Settings
from infra.signing import signer


def secret_of(settings: Settings) -> bytes:
    """The installation's secret, made on the first start. Raises `StartError`."""
    given = settings.secret_key.get_secret_value() if settings.secret_key else None
    return secret_key(given, settings.paths.secret_key)


def keepings_of(settings: Settings, zone: str, scale: float) -> Keepings:
    """How this installation keeps its record, by the city's time zone and the story clock. Raises `StartError`."""
    signs = signer(settings.paths.signing_key, secret_of(settings))
    after = timedelta(days=settings.archive_days)
    return Keepings(archive_of(settings), heads_of(settings), signs.sign, signs.public, zone, after, scale)


def photos_of(settings: Settings) -> Blobs:
    """Where photos lie: in the data folder unless the settings name a bucket. Raises `StartError`."""
    return _of(settings, settings.photos, "photos", "HUYING_PHOTOS")


def archive_of(settings: Settings) -> Blobs:
    """Where the archive lies: likewise."""
    return _of(settings, settings.archive, "archive", "HUYING_ARCHIVE")


def heads_of(settings: Settings) -> Folder:
    """Where the files of signed days lie: always in the data folder, a file a day, for whoever publishes them."""
    return Folder(settings.paths.data / "heads")


def _of(settings: Settings, url: str | None, folder: str, setting: str) -> Blobs:
    if url is not None:
        return s3(url, allow_http=settings.aws_allow_http, setting=setting)
    return Folder(settings.paths.data / folder)
