"""A small OpenID provider on this machine, over TLS, that does as it should or as a test wants it to."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import http.server
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import RSAKey

from jiufang.access.moments import Clock

CLIENT, SECRET, REDIRECT = "jiufang", "client secret / with: signs", "https://jobs.example.org/sign-in/back"


class FakeProvider:
    """One provider with one person signed in at it.

    `claims`, `told`, `metadata` and `sign` are for tests to change.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.issuer = ""
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.published = [self.key]
        self.person = {"sub": "248289761001", "email": "mei@example.org", "email_verified": True, "name": "Mei"}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.told: Callable[[dict[str, str]], dict[str, str]] = lambda answer: answer
        self.metadata: Callable[[dict[str, Any]], dict[str, Any]] = lambda found: found
        self.sign: Callable[[dict[str, Any]], str] = self.signed

    def signed(self, claims: dict[str, Any]) -> str:
        """Return an ID token."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def configuration(self) -> dict[str, Any]:
        """Return what `.well-known` tells."""
        return self.metadata(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    def authorize(self, url: str) -> dict[str, str]:
        """Play browser and login page: return the parameters that the browser brings back to us."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert (asked["client_id"], asked["redirect_uri"], asked["response_type"]) == (CLIENT, REDIRECT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return self.told({"code": code, "state": asked["state"], "iss": self.issuer})

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once."""
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or asked["code_challenge"] != challenge or authorization != basic or form["redirect_uri"] != REDIRECT:
            return 400, {"error": "invalid_grant"}
        at = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": asked["nonce"], "auth_time": at, **self.person}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.sign(self.claims(claims))}

    def answer(self, method: str, path: str, body: str, authorization: str) -> tuple[int, dict[str, Any]]:
        """Answer one request."""
        self.asked.append(f"{method} {path}")
        match method, path:
            case "GET", "/.well-known/openid-configuration":
                return 200, self.configuration()
            case "GET", "/keys":
                return 200, {"keys": [key.as_dict(private=False) for key in self.published]}
            case "POST", "/token":
                return self.token(dict(parse_qsl(body)), authorization)
        return 404, {}


@contextmanager
def running(clock: Clock, folder: Path) -> Iterator[tuple[FakeProvider, ssl.SSLContext]]:
    """Run a provider; yield it, and whom to believe when speaking to it."""
    provider = FakeProvider(clock)

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def respond(self) -> None:
            """Answer."""
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            status, told = provider.answer(self.command, self.path, body, self.headers.get("Authorization", ""))
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = respond  # noqa: N815

    certificate, key = _certificate(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        provider.issuer = f"https://localhost:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield provider, ssl.create_default_context(cafile=str(certificate))
        server.shutdown()


def query(url: str) -> dict[str, str]:
    """Return the parameters of a URL."""
    return dict(parse_qsl(urlsplit(url).query))


def with_query(url: str, **changed: str) -> str:
    """Return a URL with other parameters."""
    parts = urlsplit(url)
    return parts._replace(query=urlencode({**query(url), **changed})).geturl()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    at = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - dt.timedelta(days=1))
        .not_valid_after(at + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate, secret
