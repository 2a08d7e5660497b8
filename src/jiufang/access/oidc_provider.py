"""Ask an OpenID provider: what it offers (Discovery 1.0), which keys it signs with, whom a code stands for.

What is believed is what the keys of the configured issuer signed for us, for this login, now: algorithm, issuer, audience,
authorised party, times, nonce and the hash of the access token are all checked, by Authlib and joserfc.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

from jiufang.access.errors import NoReply, NotSignedIn
from jiufang.access.moments import Clock, age, now
from jiufang.access.outgoing import Reply
from jiufang.errors import BadInput, JiufangError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures by a key that we cannot make; never `none`, and never HMAC with a key that the provider publishes."""
FRESH = dt.timedelta(hours=1)  # as long as what a provider offers, and its keys, are taken to be the same
PATIENCE = dt.timedelta(minutes=1)  # keys are not fetched again sooner, whatever key a token names
LEEWAY = 60  # seconds that clocks may be apart
OLDEST = 600  # seconds since a token was issued


class Fetch(Protocol):
    """Speaks to the provider; `Outgoing` does."""

    def send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Reply:
        """Return what a server answers."""
        ...


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the owner writes down about the company's provider.

    Args:
        issuer: its name, an https URL, exactly as its tokens have it.
        client: what we are called there.
        secret: what proves it; empty for a public client.
        redirect: our page that it sends people back to.
        scopes: what is asked for.
        vouches: the addresses are its own people's, and it does not say that they are verified (Entra ID for one directory).
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    redirect: str
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    vouches: bool = False


class Provider:
    """One provider; keeps for a while what it offers and its keys.

    Args:
        configuration: of the owner.
        fetch: speaks to it.
        clock: gives the present moment.
    """

    def __init__(self, configuration: Configuration, fetch: Fetch, *, clock: Clock = now) -> None:
        self.configuration = configuration
        self._fetch, self._clock = fetch, clock
        self._kept: dict[str, tuple[dt.datetime, dict[str, Any]]] = {}
        self._lock = Lock()

    def offers(self) -> dict[str, Any]:
        """Return what the provider offers, asked for once an hour.

        Raises:
            BadInput: it is no provider, or another one than it was asked for.
            NoReply: it cannot be reached.
        """
        from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url

        issuer = self.configuration.issuer
        found = self._json(get_well_known_url(issuer, external=True), FRESH)
        try:
            OpenIDProviderMetadata(found).validate()
        except (ValueError, TypeError, AttributeError) as error:
            raise BadInput(f"this is no OpenID provider: {error}", subject=issuer) from None
        if found["issuer"] != issuer:  # Discovery 1.0 § 4.3: identical, or another's answers would be believed
            raise BadInput("the provider goes by another name", subject=issuer, hint="write the issuer exactly as it does")
        return found

    def authorization_url(self, *, state: str, nonce: str, verifier: str, afresh: bool) -> str:
        """Return where the browser is sent.

        Args:
            state: comes back with the answer.
            nonce: comes back in the token.
            verifier: of PKCE; its hash is sent.
            afresh: the provider is to ask for the password even if somebody is signed in there.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        ours = self.configuration
        asked = {"nonce": nonce, "code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}
        asked |= {"prompt": "login", "max_age": "0"} if afresh else {}
        url = self.offers()["authorization_endpoint"]
        return str(prepare_grant_uri(url, ours.client, "code", ours.redirect, " ".join(ours.scopes), state, **asked))

    def claims(self, code: str, *, nonce: str, verifier: str, afresh: bool) -> dict[str, Any]:
        """Return what the provider says of the person a code stands for.

        Raises:
            NotSignedIn: the code is not good, or what comes for it is not to be believed.
            NoReply: the provider cannot be reached.
        """
        reply = self._exchange(code, verifier)
        try:
            told = json.loads(reply.body) if reply.status == 200 else {}
            token, access = (told[name] for name in ("id_token", "access_token"))
        except (ValueError, KeyError, TypeError):
            raise _refused("the provider did not take the code") from None
        return self._believed(str(token), {"nonce": nonce, "access_token": str(access), "max_age": LEEWAY if afresh else None})

    def _exchange(self, code: str, verifier: str) -> Reply:
        from authlib.oauth2.auth import ClientAuth
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        ours, there = self.configuration, self.offers()
        offered = there.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        body = prepare_token_request("authorization_code", redirect_uri=ours.redirect, code=code, code_verifier=verifier)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        auth = ClientAuth(ours.client, ours.secret, way if ours.secret else "none")
        url, headers, body = auth.prepare("POST", there["token_endpoint"], headers, body)
        return self._fetch.send("POST", url, headers=headers, body=body.encode("ascii"))

    def _believed(self, token: str, params: dict[str, Any]) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        ours = self.configuration
        options = {"iss": {"essential": True, "value": ours.issuer}, "aud": {"essential": True, "value": ours.client}}
        try:
            decoded = self._decoded(token)
            claims = CodeIDToken(decoded.claims, decoded.header, options, {"client_id": ours.client, **params})
            claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _refused(f"what the provider sent is not to be believed ({type(error).__name__})") from None
        self._check_times(claims, params["max_age"])
        return dict(claims)

    def _check_times(self, claims: Mapping[str, Any], max_age: int | None) -> None:
        at = self._clock().timestamp()
        if at - claims["iat"] > OLDEST or (max_age is not None and at - claims["auth_time"] > max_age + LEEWAY):
            raise _refused("the provider's answer is old")

    def _decoded(self, token: str) -> Any:
        """Check a signature; a key that is not there may be new, so the keys are fetched again, now and then."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        url = self.offers()["jwks_uri"]
        try:
            return jwt.decode(token, KeySet.import_key_set(self._json(url, FRESH)), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
        except (JoseError, ValueError):
            return jwt.decode(token, KeySet.import_key_set(self._json(url, PATIENCE)), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]

    def _json(self, url: str, fresh: dt.timedelta) -> dict[str, Any]:
        with self._lock:
            kept = self._kept.get(url)
        if kept and age(kept[0], self._clock()) < fresh:
            return kept[1]
        reply = self._fetch.send("GET", url, headers={"Accept": "application/json"})
        try:
            found = json.loads(reply.body) if reply.status == 200 else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise NoReply("the provider did not answer as one", subject=url, hint="check the issuer in the settings")
        with self._lock:
            self._kept[url] = self._clock(), found
        return found


def _refused(why: str) -> JiufangError:
    return NotSignedIn(why, subject="sign-in", hint="try again; if it stays so, tell the owner")
