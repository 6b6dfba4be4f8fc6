"""Which store holds what in this installation, and with which keys, by its settings. For the doors."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from temporalio.converter import DataConverter

from contracts.codec import DATA_CONVERTER
from contracts.keeping import Keepings
from infra.blobs import Blobs, Folder, s3
from infra.keyring import Keyring, keyring
from infra.keys import old_secrets, secret_key
from infra.payloads import SealedPayloads, sealing
from infra.photos import Photos
from infra.sealing import Vault
from infra.settings import Settings
from infra.signing import Signer, signer


def secret_of(settings: Settings) -> bytes:
    """The installation's secret, made on the first start. Raises `StartError`."""
    given = settings.secret_key.get_secret_value() if settings.secret_key else None
    return secret_key(given, settings.paths.secret_key)


def old_secrets_of(settings: Settings) -> tuple[bytes, ...]:
    """The secrets that are being given up for it. Raises `StartError`."""
    given = settings.secret_key_old.get_secret_value() if settings.secret_key_old else None
    return old_secrets(given, settings.paths.secret_key)


def vault_of(settings: Settings) -> Vault:
    """The keys of all cases. Raises `StartError`."""
    return Vault(settings.paths.data / "keys", secret_of(settings), old_secrets_of(settings))


def keyring_of(settings: Settings) -> Keyring:
    """The installation's lasting keys, made on the first start. Raises `StartError`."""
    return keyring(settings.paths.keyring, secret_of(settings), old_secrets_of(settings))


def marks_of(settings: Settings) -> bytes:
    """What numbers, track codes, links and names of photos are made with. Raises `StartError`."""
    return keyring_of(settings).marks


def payloads_of(settings: Settings) -> SealedPayloads:
    """What seals payloads of Temporal. Raises `StartError`."""
    return SealedPayloads(partial(keyring_of, settings))


def converter_of(settings: Settings) -> DataConverter:
    """For every client of it: our codec, and sealed unless the settings say otherwise. Raises `StartError`."""
    return sealing(DATA_CONVERTER, payloads_of(settings) if settings.seal_payloads else None)


def signer_of(settings: Settings) -> Signer:
    """What signs the days. Raises `StartError`."""
    return signer(settings.paths.signing_key, secret_of(settings), old_secrets_of(settings))


def keepings_of(settings: Settings, zone: str, scale: float) -> Keepings:
    """How this installation keeps its record, by the city's time zone and the story clock. Raises `StartError`."""
    signs = signer_of(settings)
    return Keepings(
        archive_of(settings),
        heads_of(settings),
        signs.sign,
        signs.public,
        zone,
        after=timedelta(days=settings.archive_days),
        personal=timedelta(days=settings.keep_personal_days),
        erase=eraser_of(settings),
        scale=scale,
    )


def eraser_of(settings: Settings) -> Callable[[str], None]:
    """What destroys a case's key, then deletes its photos. Raises `StartError`."""
    vault, photos = vault_of(settings), all_photos_of(settings)

    def erase(case_no: str) -> None:
        vault.erase(case_no)
        photos.forget(case_no)

    return erase


def all_photos_of(settings: Settings) -> Photos:
    """The photos of this installation. Raises `StartError`."""
    return Photos(photos_of(settings), vault_of(settings), marks_of(settings))


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
