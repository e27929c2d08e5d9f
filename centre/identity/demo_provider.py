"""A provider for trying and for the tests: OpenID Connect on this machine, where anybody may say to be anybody.

Started by `manage.py demo_identity_provider` and by the tests; never part of a portal that is in use.
"""

import base64
import hashlib
import html
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

LEVELS = {
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract": "DigiD Midden (low)",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard": "DigiD Substantieel",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI": "DigiD Hoog",
    "urn:etoegang:core:assurance-class:loa3": "eHerkenning 3",
}


@dataclass
class DemoProvider:
    """Knows one client. `lies` replaces claims in the tokens it makes, so that a test can try a false one."""

    client_id: str = "tweehuis"
    client_secret: str = "only-for-trying"  # noqa: S105  it guards nothing
    port: int = 0
    lies: dict = field(default_factory=dict)
    signs_with: object = None
    codes: dict[str, Mapping] = field(default_factory=dict)

    def __post_init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler_of(self))
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def addresses(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/inloggen",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/sleutels",
        }

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def code_for(self, asked: Mapping, subject: str, level: str) -> str:
        """A code that works once."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "subject": subject, "level": level}
        return code

    def tokens_for(self, sent: Mapping) -> dict | None:
        """The answer to a code, or None: unknown, used, of somebody else or without its verifier."""
        known = self.codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if not known or challenge.rstrip(b"=").decode() != known.get("code_challenge"):
            return None
        if (sent.get("client_id"), sent.get("client_secret")) != (self.client_id, self.client_secret):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": known["subject"],
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": known.get("nonce"),
            "acr": known["level"],
        } | self.lies
        token = jwt.encode(claims, self.signs_with or self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def page(self, query: str) -> str:
        """Who do you say you are? Two fields and a button."""
        choices = "".join(
            f'<option value="{html.escape(acr)}">{html.escape(name)}</option>' for acr, name in LEVELS.items()
        )
        return (
            '<!doctype html><html lang="nl"><title>Proefaanbieder</title><h1>Proefaanbieder: wie bent u?</h1>'
            f'<form method="post" action="/inloggen?{html.escape(query)}"><p><label>Nummer '
            '<input name="subject" value="999990019"></label></p><p><label>Niveau '
            f'<select name="level">{choices}</select></label></p><button>Inloggen</button></form></html>'
        )


def _handler_of(provider: DemoProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                self._json(200, provider.addresses())
            elif parts.path == "/sleutels":
                self._json(200, provider.keys())
            elif parts.path == "/inloggen":
                self._answer(200, "text/html; charset=utf-8", provider.page(parts.query).encode())
            else:
                self._json(404, {})

        def do_POST(self):
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            if parts.path == "/token":
                tokens = provider.tokens_for(sent)
                self._json(200 if tokens else 400, tokens or {"error": "invalid_grant"})
            elif parts.path == "/inloggen":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                code = provider.code_for(asked, sent.get("subject", ""), sent.get("level", ""))
                self.send_response(302)
                self.send_header(
                    "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
                )
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._json(404, {})

        def _json(self, status, content):
            self._answer(status, "application/json", json.dumps(content).encode())

        def _answer(self, status, kind, content):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            """Quiet: the addresses hold codes."""

    return Handler
