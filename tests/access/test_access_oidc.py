"""Signing in at a company's provider: a real exchange over TLS with a provider on this machine, and what it must not believe."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.access.cast import MEI, MONDAY, OURS, THEIRS, TOM, Watch
from tests.access.provider import CLIENT, REDIRECT, SECRET, FakeProvider, query, running

from jiufang.access.errors import NoReply, NotSignedIn
from jiufang.access.memory import MemoryUsers
from jiufang.access.oidc import Identity, Login, admit, local
from jiufang.access.oidc_provider import Configuration, Provider
from jiufang.access.outgoing import Outgoing
from jiufang.access.sealing import Seal, derive
from jiufang.errors import BadInput, JiufangError, RefusedByPolicy

Claims = dict[str, Any]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tls(watch: Watch, tmp_path: Path) -> Iterator[tuple[FakeProvider, Any]]:
    with running(watch, tmp_path) as found:
        yield found


@pytest.fixture
def provider(tls: tuple[FakeProvider, Any]) -> FakeProvider:
    return tls[0]


@pytest.fixture
def login(tls: tuple[FakeProvider, Any], watch: Watch) -> Login:
    there = Configuration(tls[0].issuer, CLIENT, SECRET, REDIRECT)
    fetch = Outgoing(inside=frozenset({"localhost"}), tls=tls[1], resolve=lambda name, port: ["127.0.0.1"])
    return Login(OURS, Provider(there, fetch, clock=watch), Seal(derive(b"s" * 32, "oidc")), clock=watch)


def sign_in(login: Login, provider: FakeProvider, **given_: Any) -> Identity:
    begun = login.begin(**given_)
    return login.finish(provider.authorize(begun.url), begun.cookie)


def test_somebody_signs_in(login: Login, provider: FakeProvider):
    """Who comes back is who signed in there, and the page they wanted is kept."""
    found = sign_in(login, provider, back="/jobs/7?tab=a")

    assert found.key == f"{provider.issuer} 248289761001"
    assert (found.email, found.verified, found.name, found.back, found.proved_at) == (
        "mei@example.org",
        True,
        "Mei",
        "/jobs/7?tab=a",
        MONDAY,
    )
    assert "POST /token" in provider.asked


def test_nothing_secret_travels_in_the_open(login: Login):
    """The URL holds the hash of the verifier; the cookie cannot be read; twice begun is twice different."""
    begun, again = login.begin(), login.begin()
    asked = query(begun.url)

    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert "code_verifier" not in asked
    assert SECRET not in begun.url
    assert asked["state"] not in begun.cookie
    assert not set(asked.values()) & {query(again.url)[name] for name in ("state", "nonce", "code_challenge")}


def test_another_browsers_answer_is_not_taken(login: Login, provider: FakeProvider):
    """Login CSRF: an answer that belongs to another cookie, tenant or nobody is refused before the provider is asked."""
    mine, theirs = login.begin(), login.begin()
    answer = provider.authorize(theirs.url)
    provider.asked.clear()
    cookies = [mine.cookie, "", "x", mine.cookie[:-2], replace(login, tenant=THEIRS).begin().cookie]
    for cookie in cookies:
        with pytest.raises(NotSignedIn):
            login.finish(answer, cookie)
    with pytest.raises(NotSignedIn):
        login.finish({**answer, "state": ""}, theirs.cookie)

    assert provider.asked == []


def test_a_code_is_good_once(login: Login, provider: FakeProvider):
    """The same answer again signs nobody in."""
    begun = login.begin()
    answer = provider.authorize(begun.url)
    login.finish(answer, begun.cookie)

    with pytest.raises(NotSignedIn):
        login.finish(answer, begun.cookie)


def test_a_stolen_code_is_worth_nothing(login: Login, provider: FakeProvider):
    """PKCE: a code that was asked for with another verifier is not exchanged."""
    victim, thief = login.begin(), login.begin()
    answer = {**provider.authorize(thief.url), "code": provider.authorize(victim.url)["code"]}

    with pytest.raises(NotSignedIn):
        login.finish(answer, thief.cookie)


def test_ten_minutes_are_enough(login: Login, provider: FakeProvider, watch: Watch):
    """A sign-in that took longer begins again."""
    begun = login.begin()
    answer = provider.authorize(begun.url)
    watch.go(minutes=11)

    with pytest.raises(NotSignedIn, match="too long"):
        login.finish(answer, begun.cookie)


@pytest.mark.parametrize("change", [{"error": "access_denied"}, {"code": ""}, {"iss": "https://evil.example.org"}, {"iss": None}])
def test_answers_that_are_none(login: Login, provider: FakeProvider, change: dict[str, str | None]):
    """A refusal, no code, and an answer of another provider (mix-up, RFC 9207) sign nobody in."""
    provider.told = lambda answer: {name: value for name, value in {**answer, **change}.items() if value is not None}

    with pytest.raises(NotSignedIn):
        sign_in(login, provider)


def test_a_provider_that_names_itself_never_need_not(login: Login, provider: FakeProvider):
    """Where a provider does not promise `iss`, an answer without it is taken, and one with another's is not."""
    provider.metadata = lambda found: {n: v for n, v in found.items() if n != "authorization_response_iss_parameter_supported"}
    provider.told = lambda answer: {n: v for n, v in answer.items() if n != "iss"}
    assert sign_in(login, provider)
    provider.told = lambda answer: {**answer, "iss": "https://evil.example.org"}
    with pytest.raises(NotSignedIn):
        sign_in(login, provider)


CHANGED: dict[str, Callable[[Claims], Claims]] = {
    "another issuer": lambda c: {**c, "iss": "https://evil.example.org"},
    "issuer with a slash": lambda c: {**c, "iss": c["iss"] + "/"},
    "another audience": lambda c: {**c, "aud": "other"},
    "audiences without us": lambda c: {**c, "aud": ["other", "third"]},
    "for another party": lambda c: {**c, "aud": [CLIENT, "other"], "azp": "other"},
    "expired": lambda c: {**c, "exp": c["iat"] - 61},
    "from the future": lambda c: {**c, "iat": c["iat"] + 3600, "exp": c["iat"] + 7200},
    "not yet": lambda c: {**c, "nbf": c["iat"] + 3600},
    "old": lambda c: {**c, "iat": c["iat"] - 1000},
    "another nonce": lambda c: {**c, "nonce": "x"},
    "no nonce": lambda c: {n: v for n, v in c.items() if n != "nonce"},
    "no subject": lambda c: {n: v for n, v in c.items() if n != "sub"},
    "no expiry": lambda c: {n: v for n, v in c.items() if n != "exp"},
    "no time": lambda c: {n: v for n, v in c.items() if n != "iat"},
    "no audience": lambda c: {n: v for n, v in c.items() if n != "aud"},
    "another access token": lambda c: {**c, "at_hash": base64.urlsafe_b64encode(b"x" * 16).rstrip(b"=").decode()},
}


@pytest.mark.parametrize("name", CHANGED)
def test_claims_that_are_not_ours_now(login: Login, provider: FakeProvider, name: str):
    """Properly signed, but by, for, or from somebody or some time else."""
    provider.claims = CHANGED[name]

    with pytest.raises(NotSignedIn):
        sign_in(login, provider)


def letters(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def with_hmac(text: str, key: bytes) -> str:
    return f"{text}.{base64.urlsafe_b64encode(hmac.digest(key, text.encode(), 'sha256')).rstrip(b'=').decode()}"


def forged(provider: FakeProvider, name: str) -> Callable[[Claims], str]:
    other = RSAKey.generate_key(2048, {"kid": "one"})
    public = provider.key.as_pem(private=False)
    match name:
        case "none":
            return lambda claims: f"{letters({'alg': 'none'})}.{letters(claims)}."
        case "none, spelt otherwise":
            return lambda claims: f"{letters({'alg': 'nOnE', 'kid': 'one'})}.{letters(claims)}."
        case "hmac with the public key":
            return lambda claims: with_hmac(f"{letters({'alg': 'HS256', 'kid': 'one'})}.{letters(claims)}", public)
        case "another key of that name":
            return lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, other)
        case "a key that comes along":
            return lambda claims: jwt.encode({"alg": "RS256", "jwk": other.as_dict(private=False)}, claims, other)
        case "claims exchanged":
            return lambda claims: ".".join(
                part if n != 1 else letters({**claims, "sub": "1"}) for n, part in enumerate(provider.signed(claims).split("."))
            )
        case "no token":
            return lambda claims: "x.y.z"
        case _:
            return lambda claims: provider.signed(claims)[:-4]


FORGERIES = [
    "none",
    "none, spelt otherwise",
    "hmac with the public key",
    "another key of that name",
    "a key that comes along",
    "claims exchanged",
    "no token",
    "cut off",
]


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("name", FORGERIES)
def test_signatures_that_are_not_the_providers(login: Login, provider: FakeProvider, name: str):
    """No signature, one by another key, and one by an algorithm that we could do ourselves are worth nothing."""
    provider.sign = forged(provider, name)

    with pytest.raises(NotSignedIn):
        sign_in(login, provider)


def test_keys_are_kept_and_new_ones_found(login: Login, provider: FakeProvider, watch: Watch):
    """Keys are fetched once; when the provider signs with a new one they are fetched again, and not for every forgery."""
    for _ in range(3):
        sign_in(login, provider)
    assert provider.asked.count("GET /keys") == 1
    provider.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig", "alg": "RS256"})
    provider.published = [provider.key]
    watch.go(minutes=2)

    assert sign_in(login, provider)
    assert provider.asked.count("GET /keys") == 2
    provider.sign = forged(provider, "another key of that name")
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            sign_in(login, provider)
    assert provider.asked.count("GET /keys") <= 3


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example.org"},
        {"issuer": None},
        {"jwks_uri": None},
        {"token_endpoint": "http://id.example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"id_token_signing_alg_values_supported": "RS256"},
    ],
)
def test_a_provider_that_is_none(login: Login, provider: FakeProvider, change: Claims):
    """What tells another name, lacks what is needed, or goes without TLS is not used."""
    provider.metadata = lambda found: {n: v for n, v in {**found, **change}.items() if v is not None}

    with pytest.raises((BadInput, RefusedByPolicy)):
        login.begin()


def test_endpoints_do_not_lead_inside(login: Login, provider: FakeProvider):
    """A provider that points at a machine of our network gets no request sent there."""
    provider.metadata = lambda found: {**found, "jwks_uri": "https://169.254.169.254/latest"}

    with pytest.raises(RefusedByPolicy):
        sign_in(login, provider)


def test_a_certificate_of_nobody_is_not_believed(login: Login, tls: tuple[FakeProvider, Any]):
    """Without an authority that we know, there is no provider."""
    stranger = Outgoing(inside=frozenset({"localhost"}), resolve=lambda name, port: ["127.0.0.1"])
    there = Provider(login.provider.configuration, stranger)

    with pytest.raises(NoReply):
        replace(login, provider=there).begin()


def test_proving_it_again(login: Login, provider: FakeProvider, watch: Watch):
    """Asked afresh, the provider is told to ask; a token that says that it did not is refused."""
    assert query(login.begin(afresh=True).url)["prompt"] == "login"
    assert sign_in(login, provider, afresh=True).afresh
    provider.claims = lambda claims: {**claims, "auth_time": claims["iat"] - 3600}
    with pytest.raises(NotSignedIn):
        sign_in(login, provider, afresh=True)
    assert sign_in(login, provider).proved_at
    provider.claims = lambda claims: {n: v for n, v in claims.items() if n != "auth_time"}
    with pytest.raises(NotSignedIn):
        sign_in(login, provider, afresh=True)


@pytest.mark.parametrize("moment", [float("inf"), 1e30, 10**40, -1e30])
def test_times_beyond_the_calendar(login: Login, provider: FakeProvider, moment: float):
    """A provider's nonsense breaks nothing: when somebody proved it there is then not known."""
    provider.claims = lambda claims: {**claims, "auth_time": moment}

    assert sign_in(login, provider).proved_at is None


IDENTITY = Identity("https://id.example.org", "248", "Mei@Example.org", True, "Mei", MONDAY, False, "/")


def users() -> MemoryUsers:
    return MemoryUsers({MEI.id: MEI, TOM.id: TOM})


def test_who_was_invited_gets_in_and_is_known_from_then_on():
    """The first time by the address; afterwards by the provider's name, whatever the address is then."""
    here = users()

    assert admit(IDENTITY, here).id == MEI.id
    assert here.rows[MEI.id].oidc_subject == "https://id.example.org 248"
    assert admit(replace(IDENTITY, email="new@example.org", verified=False), here).id == MEI.id


@pytest.mark.parametrize(
    "change",
    [{"verified": False}, {"email": "stranger@example.org"}, {"email": ""}, {"subject": "249"}, {"issuer": "https://evil.example.org"}],
)
def test_who_was_not_invited_does_not(change: dict[str, Any]):
    """Not by an unverified address, nor by one that somebody else had before (reused addresses, other providers)."""
    here = users()
    if "subject" in change or "issuer" in change:
        admit(IDENTITY, here)

    with pytest.raises(NotSignedIn):
        admit(replace(IDENTITY, **change), here)


def test_a_disabled_user_does_not_get_in():
    """Neither by address nor by name, and nothing is bound on the way."""
    here = users()
    here.rows[MEI.id] = replace(MEI, disabled_at=MONDAY)
    with pytest.raises(NotSignedIn):
        admit(IDENTITY, here)
    assert here.rows[MEI.id].oidc_subject is None
    here.rows[MEI.id] = replace(MEI, disabled_at=MONDAY, oidc_subject=IDENTITY.key)
    with pytest.raises(NotSignedIn):
        admit(IDENTITY, here)


def test_an_owner_may_vouch_for_a_directory(login: Login, provider: FakeProvider):
    """Where a provider never says that addresses are verified, the owner may; one that says they are not is believed."""
    provider.person = {"sub": "1", "email": "mei@example.org"}
    assert not sign_in(login, provider).verified
    login.provider.configuration = replace(login.provider.configuration, vouches=True)
    assert sign_in(login, provider).verified
    provider.person["email_verified"] = False
    assert not sign_in(login, provider).verified


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example.org",
        "/\\evil.example.org",
        "https://evil.example.org",
        "javascript:alert(1)",
        "",
        "x",
        "/a\\b",
        "/a\nb",
        "/ä",
        "/" + "a" * 2000,
    ],
)
def test_no_other_site_is_gone_to_afterwards(path: str):
    """Open redirects lead to our first page."""
    assert local(path) == "/"


@given(st.text())
def test_a_way_back_stays_here(path: str):
    """Whatever is asked for, what is kept is one slash and a path."""
    kept = local(path)

    assert kept.startswith("/")
    assert kept[1:2] not in ("/", "\\")


def test_errors_are_ours(login: Login, provider: FakeProvider):
    """Whatever a provider sends, what is raised is of our tree, and has no token in it."""
    for told in ({}, {"id_token": 5, "access_token": None}, {"id_token": [], "access_token": {}}):
        provider.token = lambda form, auth, told=told: (200, told)  # type: ignore[method-assign]
        begun = login.begin()
        with pytest.raises(JiufangError) as refusal:
            login.finish(provider.authorize(begun.url), begun.cookie)
        assert begun.cookie not in str(refusal.value)
