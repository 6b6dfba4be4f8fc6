"""Signing in by another provider: OpenID Connect, authorization code with PKCE, by Authlib. Used by the API's door.

The provider says who somebody is; whether that is an account of ours, and what it may do, we say.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

PATIENCE = 10.0
"""Seconds that the provider has for one answer."""
FRESH = 3600.0
"""Seconds for which its description and its keys are taken as known."""
LEEWAY = 60
"""Seconds by which its clock may differ from ours."""
SIGNED = ("RS256", "PS256", "ES256", "EdDSA")
"""Never by a shared secret, never unsigned."""
LONGEST = 64


class ProviderAway(Exception):
    """It does not answer, or not as OpenID Connect."""


class ProviderRefused(Exception):
    """It, or what it says of somebody, is not to be believed; the message says why and nothing of the person."""


@dataclass(frozen=True)
class Asked:
    """What a browser takes along to the provider and must bring back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def anew(cls) -> "Asked":
        """Three new secrets."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass
class Provider:
    """One provider and what it knows us as. Secrets never show in a log or an error."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    claim: str  # whose value is the name of our account
    name: str  # as the sign-in page calls it
    scope: str = "openid profile"
    _metadata: dict[str, Any] = field(default_factory=dict, repr=False)
    _keys: dict[str, Any] = field(default_factory=dict, repr=False)
    _until: float = field(default=0.0, repr=False)  # monotonic

    async def begin(self, asked: Asked, back: str) -> str:
        """Where the browser goes to sign in; `back` is our address that it then comes to. Raises `ProviderAway`."""
        metadata = await self._known()
        url: str = prepare_grant_uri(
            metadata["authorization_endpoint"],
            self.client_id,
            "code",
            back,
            self.scope,
            asked.state,
            nonce=asked.nonce,
            code_challenge=create_s256_code_challenge(asked.verifier),
            code_challenge_method="S256",
        )
        return url

    async def finish(self, asked: Asked, code: str, back: str) -> str:
        """The name of the account of whoever signed in there. Raises `ProviderAway`, `ProviderRefused`."""
        metadata = await self._known()
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = next((m for m in ("client_secret_basic", "client_secret_post") if m in methods), None)
        body = prepare_token_request(
            "authorization_code", redirect_uri=back, code=code, code_verifier=asked.verifier
        )
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        auth = ClientAuth(self.client_id, self.secret, method)
        url, headers, body = auth.prepare("POST", metadata["token_endpoint"], headers, body)
        answer = await _json("POST", url, headers=headers, content=body)
        claims = await self._claims(str(answer.get("id_token", "")), asked, answer.get("access_token"))
        named = claims.get(self.claim)
        if not isinstance(named, str) or not 0 < len(named) <= LONGEST:
            raise ProviderRefused(f"no claim {self.claim}")
        if self.claim == "email" and claims.get("email_verified") is not True:
            raise ProviderRefused("email not verified")
        return named

    async def _claims(self, token: str, asked: Asked, access_token: object) -> CodeIDToken:
        """What the token says, if it is the provider's own, for us, for this very sign-in, and not over."""
        try:
            try:
                read = self._decoded(token)
            except InvalidKeyIdError:  # it has new keys
                await self._known(anew=True)
                read = self._decoded(token)
            options = {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
            }
            params = {"nonce": asked.nonce, "client_id": self.client_id, "access_token": access_token}
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderRefused(type(error).__name__) from error
        return claims

    def _decoded(self, token: str) -> jwt.Token:
        keys = KeySet.import_key_set(self._keys)  # type: ignore[arg-type]
        return jwt.decode(
            token, keys, registry=JWSRegistry(algorithms=list(SIGNED), strict_check_header=False)
        )

    async def _known(self, *, anew: bool = False) -> dict[str, Any]:
        """Its description; its keys are fetched with it. Raises `ProviderAway`."""
        if anew or time.monotonic() >= self._until:
            found = OpenIDProviderMetadata(await _json("GET", get_well_known_url(self.issuer, external=True)))
            if found.get("issuer") != self.issuer:
                raise ProviderAway("it calls itself by another issuer")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if not all(isinstance(found.get(name), str) for name in needed):
                raise ProviderAway("its description is not complete")
            self._keys = await _json("GET", found["jwks_uri"])
            self._metadata, self._until = dict(found), time.monotonic() + FRESH
        return self._metadata


async def _json(method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            answer = await http.request(method, url, **more)
        found = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderAway(type(error).__name__) from error
    if method == "POST" and 400 <= answer.status_code < 500:
        raise ProviderRefused("it does not take the code")
    if not answer.is_success or not isinstance(found, dict):
        raise ProviderAway(f"status {answer.status_code}")
    return found
