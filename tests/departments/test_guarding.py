"""A department's address must be public, unless its entry says otherwise; what was judged is what is connected to."""

import ipaddress
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from activities.departments import guarding
from activities.departments.guarding import Guarded, NotPublic, public
from activities.departments.making import Means
from contracts.links import HttpWay, Link
from tests.departments.sender import send
from tests.departments.town import message
from tests.departments.web import Asked, Said, serving

INSIDE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
    *("2002:7f00:1::", "224.0.0.1", "ff02::1", "255.255.255.255", "localhost", ""),
]
OUTSIDE = ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0177.0.0.1", "2130706433", "[::ffff:127.0.0.1]"])
async def test_our_own_machine_is_reached_by_no_name(means: Means, host: str) -> None:
    came: list[Asked] = []
    with serving(lambda asked: (came.append(asked), Said(202))[1]) as url:
        link = Link("chengguan", HttpWay(url.replace("127.0.0.1", host), "secret"))
        outcome = await send(link, replace(means, at_home=False), message("http"))
    assert outcome.state in ("refused", "away")
    assert not came


async def test_an_entry_may_say_that_its_system_is_within(means: Means) -> None:
    with serving(lambda _: Said(202)) as url:
        way = HttpWay(url, "secret")
        outside, inside = (Link("chengguan", replace(way, internal=own)) for own in (False, True))
        refused = await send(outside, replace(means, at_home=False), message("http"))
        assert refused.state == "refused"
        assert refused.detail == "127.0.0.1 is not a public address: set internal = true if it is ours"
        assert (await send(inside, replace(means, at_home=False), message("http"))).state == "delivered"


class Names:
    """A name server that says something else each time, as one that rebinds does."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def resolve(self, host: str, port: int) -> list[str]:
        """The next answer."""
        self.asked += 1
        return self.answers.pop(0)


class Wire(httpx.AsyncBaseTransport):
    """Stands where the network begins: which host would be connected to, by which name."""

    def __init__(self, *failing: str) -> None:
        self.to: list[str] = []
        self.request: httpx.Request | None = None
        self._failing = failing

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, but from those that can't be reached."""
        self.to.append(request.url.host)
        self.request = request
        if request.url.host in self._failing:
            raise httpx.ConnectError("nobody listens", request=request)
        return httpx.Response(202)


async def test_a_name_is_looked_up_once_and_that_address_connected_to() -> None:
    names, wire = Names(["8.8.8.8"], ["127.0.0.1"]), Wire()
    async with httpx.AsyncClient(transport=Guarded(wire, names.resolve)) as http:
        await http.post("https://calls.example.org:8443/in")
        assert (names.asked, wire.to) == (1, ["8.8.8.8"])
        assert ipaddress.ip_address(wire.to[0]).is_global
        assert wire.request is not None
        assert wire.request.headers["host"] == "calls.example.org:8443"
        assert (
            wire.request.extensions["sni_hostname"] == "calls.example.org"
        )  # whose certificate it must show
        with pytest.raises(NotPublic):
            await http.post("https://calls.example.org:8443/in")
    assert wire.to == ["8.8.8.8"]


async def test_one_address_within_among_others_is_enough_to_refuse() -> None:
    wire = Wire()
    async with httpx.AsyncClient(transport=Guarded(wire, Names(["8.8.8.8", "10.0.0.1"]).resolve)) as http:
        with pytest.raises(NotPublic):
            await http.post("https://calls.example.org/in")
    assert not wire.to


async def test_the_next_address_is_tried_where_one_can_t_be_reached() -> None:
    wire = Wire("2001:4860:4860::8888")
    names = Names(["2001:4860:4860::8888", "8.8.8.8"])
    async with httpx.AsyncClient(transport=Guarded(wire, names.resolve)) as http:
        assert (await http.post("https://calls.example.org/in")).status_code == 202
    assert wire.to == ["2001:4860:4860::8888", "8.8.8.8"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of `calls.example.org`, which signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "calls.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("calls.example.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.mark.parametrize(("name", "proven"), [("calls.example.org", True), ("other.example.org", False)])
async def test_tls_proves_the_name_though_an_address_is_connected_to(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, name: str, proven: bool
) -> None:
    monkeypatch.setattr(guarding, "public", lambda address: True)  # the loopback is all the network there is
    trusting = ssl.create_default_context(cafile=str(certificate))
    with serving(lambda _: Said(202), certificate) as url:
        wire = httpx.AsyncHTTPTransport(verify=trusting, trust_env=False)
        guarded = Guarded(wire, Names(["127.0.0.1"]).resolve)
        async with httpx.AsyncClient(transport=guarded, trust_env=False) as http:
            asked = http.post(f"https://{name}:{urlsplit(url).port}/in")
            if proven:
                assert (await asked).status_code == 202
            else:
                with pytest.raises(httpx.ConnectError, match="certificate"):
                    await asked
