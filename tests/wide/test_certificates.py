"""Temporal elsewhere, as its cloud is reached: a name, a namespace and two certificates, all by settings."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from temporalio.testing import WorkflowEnvironment

from infra.settings import load
from infra.temporal import TemporalError, connect


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate that signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    called, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


@contextlib.asynccontextmanager
async def behind_tls(target: str, own: tuple[Path, Path], trusted: Path) -> AsyncIterator[int]:
    """The port of a door that lets in who shows a certificate of `trusted`, to the server at `target`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(trusted))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(*own)
    context.set_alpn_protocols(["h2"])
    host, port = target.split(":")
    passing: set[asyncio.Task[None]] = set()

    async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await asyncio.open_connection(host, int(port))
        passing.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            await asyncio.gather(_copy(reader, behind[1]), _copy(behind[0], writer))
        finally:
            for one in (writer, behind[1]):
                one.transport.abort()

    server = await asyncio.start_server(let_in, "127.0.0.1", 0, ssl=context)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while content := await reader.read(65536):
            writer.write(content)
            await writer.drain()


async def test_certificates_open_the_door_and_nothing_else_does(
    temporal: WorkflowEnvironment, tmp_path: Path
) -> None:
    server, client = certificate(tmp_path, "server"), certificate(tmp_path, "client")
    target = temporal.client.service_client.config.target_host
    async with behind_tls(target, server, client[0]) as port:
        env = {
            "TEMPORAL_ADDRESS": f"localhost:{port}",
            "TEMPORAL_NAMESPACE": temporal.client.namespace,
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(server[0]),
        }
        certificates = {
            "TEMPORAL_TLS_CLIENT_CERT_PATH": str(client[0]),
            "TEMPORAL_TLS_CLIENT_KEY_PATH": str(client[1]),
        }
        connected = await connect(load(env), env=env | certificates)
        assert (await connected.count_workflows()).count >= 0
        with pytest.raises(TemporalError, match=f"Temporal at localhost:{port} can't be reached"):
            await connect(load(env), env=env)
