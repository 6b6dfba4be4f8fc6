"""Whom this installation knows outside: systems of departments, Open311 clients, the provider to sign in by.

Read by `api.main` at the start.
"""

from api.acceptance import REFERRED
from contracts.links import HttpWay, Link
from domain.policy import City
from infra.clients import DEMO_KEY, ApiClient, load_clients
from infra.departments import DEMO_SECRET, load_links
from infra.oidc import Provider
from infra.settings import Settings


def links(settings: Settings, city: City) -> dict[str, Link]:
    """The systems of departments and of whoever refers; in a demo each has one, with the published secret."""
    known = load_links(settings.departments_file)
    if not settings.demo:
        return known
    external = (*(unit.code for unit in city.units.values() if unit.external), *sorted(REFERRED))
    return {code: Link(code, HttpWay(None), DEMO_SECRET) for code in external} | known


def provider(settings: Settings) -> Provider | None:
    """The provider to sign in by, if the settings name one."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None or settings.oidc_client_secret is None:
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    return Provider(
        settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_claim, settings.oidc_name
    )


def clients(settings: Settings) -> tuple[ApiClient, ...]:
    """The Open311 clients; in a demo one more, with the published key."""
    known = load_clients(settings.open311_file)
    return (*known, ApiClient("demo", DEMO_KEY, per_minute=6000)) if settings.demo else known
