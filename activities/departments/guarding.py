"""Keeps our requests out of our own network: an address is looked up once, judged, and that very one connected to.

A name that points elsewhere a moment later (DNS rebinding) changes nothing. Used by `activities.departments.asking`.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

import httpx

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) -> its addresses."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(httpx.RequestError):
    """The name leads to an address that is not for everybody. Holds the host, never the address."""


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public(text: str) -> bool:
    """Whether this is an address of the open internet, also where it carries another one within it."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return address.is_global and not address.is_multicast


class Guarded(httpx.AsyncBaseTransport):
    """Sends through `inner`, to public addresses only."""

    def __init__(self, inner: httpx.AsyncBaseTransport, resolve: Resolve = resolve) -> None:
        self._inner, self._resolve = inner, resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Connect to an address that was judged; TLS still proves the name. Raises `NotPublic`."""
        host = request.url.host
        try:
            addresses = await self._resolve(host, request.url.port or _PORTS.get(request.url.scheme, 0))
        except OSError as error:
            raise httpx.ConnectError(f"no address for {host}", request=request) from error
        if not addresses or not all(map(public, addresses)):
            raise NotPublic(f"{host} is not a public address", request=request)
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in addresses[:-1]:
            try:
                return await self._to(request, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # nothing was sent: the next of its addresses may be reachable
        return await self._to(request, addresses[-1])

    async def _to(self, request: httpx.Request, address: str) -> httpx.Response:
        request.url = request.url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close what is beneath."""
        await self._inner.aclose()
