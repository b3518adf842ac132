"""An OpenID Connect provider on a port of its own: real keys, real HTTP."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from hub.kernel.secret import Secret


class Provider:
    """``sign`` makes tokens; ``rotate`` replaces the key; ``asked`` counts how often the keys were read."""

    def __init__(self) -> None:
        self.asked = 0
        self.rotate("first")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def rotate(self, kid: str) -> None:
        self.kid, self.key = kid, ec.generate_private_key(ec.SECP256R1())

    def sign(self, now: datetime, **claims: Any) -> Secret:
        payload = {"iss": self.issuer, "aud": "hub", "sub": "u-1", "exp": now + timedelta(hours=1), **claims}
        return Secret(jwt.encode(payload, self.key, algorithm="ES256", headers={"kid": self.kid}))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _document(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            self.asked += 1
            public = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "ES256"}]}
        addresses = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {name: self.issuer + place for name, place in addresses.items()}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(provider._document(self.path)).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
