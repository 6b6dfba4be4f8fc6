"""Which store holds what in this installation, by its settings. For the doors."""

from infra.blobs import Blobs, Folder, s3
from infra.settings import Settings


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
