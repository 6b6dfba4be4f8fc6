"""A small OpenID provider of our own: it signs in whoever the test says, and lies as the test says."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "huying", "a secret between the two"


def new_key() -> RSAKey:
    """A signing key with a name."""
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})


@dataclass
class Provider:
    """What it is and what it says. `lies` replace claims of its tokens."""

    address: str = ""
    who: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=new_key)
    published: RSAKey | None = None  # where it is another than the one it signs with
    shared: bool = False  # signs with the client's secret
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        """Its four addresses."""
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self.described)
        app.get("/jwks")(self.keys)
        app.get("/authorize")(self.authorize)
        app.post("/token")(self.token)
        return app

    def described(self) -> dict[str, Any]:
        """Discovery."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
        }

    def keys(self) -> dict[str, Any]:
        """Its public keys."""
        return {"keys": [(self.published or self.key).as_dict(private=False)]}

    def authorize(self, request: Request) -> Response:
        """Whoever comes is signed in, and sent back."""
        asked = dict(request.query_params)
        if asked["client_id"] != CLIENT or asked["response_type"] != "code":
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        """A code once, for who it was given to and whoever began it."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = asked and asked["code_challenge"] == proof and asked["redirect_uri"] == form["redirect_uri"]
        if not fits or request.headers["authorization"] != f"Basic {basic}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "id_token": self._token(asked["nonce"])}
        )

    def _token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 60, "nonce": nonce}
        claims |= self.who | self.lies
        if self.shared:
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
