"""A13: a thousand guesses and three thousand common passwords get nowhere, lock nobody out, and tell nothing of who is known."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import pytest
from tests.access.cast import CHEAP, MEI, PASSWORD, TOM, Watch

from jiufang.access.errors import NotSignedIn, TooMany, WeakPassword
from jiufang.access.limits import InMemory
from jiufang.access.memory import MemoryUsers
from jiufang.access.passwords import Passwords
from jiufang.access.signin import SignIn
from jiufang.access.strength import LONGEST, SHORTEST, check, common, prepare

KEY = b"k" * 32


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def signin(watch: Watch) -> SignIn:
    users = MemoryUsers()
    users.add(replace(MEI, password_hash=CHEAP.hash(PASSWORD)))
    users.add(replace(TOM, password_hash=CHEAP.hash("another thing altogether 7")))
    return SignIn(users, CHEAP, InMemory(clock=watch), KEY, clock=watch)


def attempt(signin: SignIn, password: str, *, email: str = MEI.email, address: str = "203.0.113.7", device: str = "") -> str:
    try:
        signin.by_password(email, password, address=address, device=device)
    except NotSignedIn:
        return "no"
    except TooMany:
        return "later"
    return "yes"


def test_the_right_password_lets_in(signin: SignIn):
    """Address in any case, password as it was set."""
    assert attempt(signin, PASSWORD, email=" MEI@example.ORG ") == "yes"


def test_a_thousand_guesses_from_one_place(signin: SignIn):
    """Five are looked at; the right one among the rest is not, and the answer says when to come back."""
    came = [attempt(signin, f"guess {n}") for n in range(1000)]

    assert came.count("no") == 5
    assert set(came[5:]) == {"later"}
    assert attempt(signin, PASSWORD) == "later"
    with pytest.raises(TooMany) as late:
        signin.by_password(MEI.email, "x", address="203.0.113.7")
    assert 0 < late.value.seconds <= 180


def test_a_thousand_guesses_from_a_thousand_places(signin: SignIn):
    """Twenty are looked at, wherever they come from."""
    came = [attempt(signin, f"guess {n}", address=f"198.51.{n // 250}.{n % 250}") for n in range(1000)]

    assert came.count("no") == 20


def test_one_password_at_many_accounts(signin: SignIn):
    """Spraying: from one place thirty accounts are tried and no more."""
    came = [attempt(signin, "Spring2026 Spring", email=f"user{n}@example.org") for n in range(1000)]

    assert came.count("no") == 30


def test_an_ipv6_customer_is_one_place(signin: SignIn):
    """2⁶⁴ addresses of one network count as one; an IPv4 address dressed as IPv6 is the IPv4 address."""
    came = [attempt(signin, "guess", address=f"2001:db8:1:2::{n:x}") for n in range(50)]
    dressed = [attempt(signin, "guess", address=a) for a in ("203.0.113.9", "::ffff:203.0.113.9") * 5]

    assert came.count("no") == 5
    assert dressed.count("no") == 5


def test_nobody_is_locked_out(signin: SignIn):
    """While others guess at her account from everywhere, next desk included, Mei's own browser gets in; a forged cookie does not help."""
    user = signin.by_password(MEI.email, PASSWORD, address="192.0.2.1")
    device = signin.device(user.id)
    for n in range(200):
        attempt(signin, f"guess {n}", address=f"198.51.100.{n}")
        attempt(signin, f"guess {n}", address="192.0.2.1")

    assert attempt(signin, PASSWORD, address="192.0.2.1", device=device) == "yes"
    assert attempt(signin, PASSWORD, address="192.0.2.1") == "later"
    for forged in (signin.device(TOM.id), device[:-1] + "0", "9" * 11 + ".x", "." + device, "会.会"):
        assert attempt(signin, PASSWORD, address="192.0.2.1", device=forged if forged != device else "") == "later"


def test_a_stolen_device_cookie_buys_five_guesses(signin: SignIn):
    """Whoever has the cookie has one more bucket, not a free hand."""
    device = signin.device(MEI.id)
    came = [attempt(signin, f"guess {n}", address=f"198.51.100.{n % 250}", device=device) for n in range(100)]

    assert came.count("no") == 5


def test_device_cookies_grow_old(signin: SignIn, watch: Watch):
    """After three months the browser is a stranger."""
    device = signin.device(MEI.id)
    assert signin.knows(device, MEI.id)
    watch.go(days=91)

    assert not signin.knows(device, MEI.id)


def test_doors_open_again(signin: SignIn, watch: Watch):
    """A quarter of an hour later the place that guessed may try again."""
    for n in range(10):
        attempt(signin, f"guess {n}")
    watch.go(minutes=15)

    assert attempt(signin, PASSWORD) == "yes"


def test_the_answer_does_not_tell_who_is_known(signin: SignIn, watch: Watch):
    """Unknown address, wrong password, disabled user, user without a password: the same words, and the same limits."""
    signin.users.rows[TOM.id] = replace(signin.users.rows[TOM.id], disabled_at=watch())
    told = set()
    for email, password in ((MEI.email, "wrong"), ("nobody@example.org", "x"), (TOM.email, "another thing altogether 7")):
        with pytest.raises(NotSignedIn) as refusal:
            signin.by_password(email, password, address="203.0.113.7")
        told.add(str(refusal.value))
    unknown = [attempt(signin, "guess", email="who@example.org", address="203.0.113.8") for _ in range(50)]

    assert len(told) == 1
    assert unknown.count("no") == 5


def test_time_does_not_tell_who_is_known():
    """An unknown address costs as much as a wrong password: medians of processor time within 20 ms, at the costs that are used."""
    passwords = Passwords()
    hashed = passwords.hash(PASSWORD)
    passwords.fits("x", None)

    def took(hashed: str | None) -> float:
        start = time.process_time()
        assert not passwords.fits("wrong password 1", hashed)
        return time.process_time() - start

    pairs = [(took(hashed), took(None)) for _ in range(3)]

    assert abs(statistics.median(known - unknown for known, unknown in pairs)) < 0.020


def test_hashes_are_argon2id_at_the_costs_of_the_rfc():
    """RFC 9106 § 4, second option; the same password twice gives two hashes."""
    passwords = Passwords()
    hashed = passwords.hash(PASSWORD)

    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.hash(PASSWORD) != hashed
    assert PASSWORD not in hashed


def test_old_hashes_are_made_again(signin: SignIn):
    """A hash at other costs is replaced when its user comes in, and their sessions go on."""
    signin.users.rows[MEI.id] = replace(MEI, password_hash=Passwords(memory=32, rounds=1, lanes=1).hash(PASSWORD))

    signin.by_password(MEI.email, PASSWORD, address="192.0.2.1")

    kept = signin.users.rows[MEI.id]
    assert kept.password_hash
    assert not CHEAP.is_old(kept.password_hash)
    assert kept.proved_after is None


@pytest.mark.parametrize("hashed", ["", "x", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuu", None])
def test_broken_hashes_let_nobody_in(hashed: str | None):
    """What is no hash fits no password, and breaks nothing."""
    assert not CHEAP.fits("", hashed)
    assert not CHEAP.fits(PASSWORD, hashed)


def test_the_password_of_nobody_lets_nobody_in(signin: SignIn):
    """Who has no password cannot be signed in with the one that stands in for it."""
    signin.users.rows[MEI.id] = MEI

    assert attempt(signin, "the password of nobody at all") == "no"


def test_no_character_is_cut_off():
    """ASVS 6.2.8: passwords that differ in the last character differ, up to the longest; what is longer fits nothing."""
    longest = "相马于牝牡骊黄之外" * 28
    assert len(longest) <= LONGEST
    hashed = CHEAP.hash(longest)

    assert CHEAP.fits(longest, hashed)
    assert not CHEAP.fits(longest[:-1], hashed)
    assert not CHEAP.fits(longest + "!", hashed)
    assert not CHEAP.fits("x" * 10_000_000, hashed)


def test_the_same_keys_on_another_system():
    """RFC 8265: é is é, however a keyboard composes it; case and width stay as they are."""
    assert prepare("caf\u00e9\u3000x") == prepare("cafe\u0301 x")
    assert prepare("Ａ") != prepare("A")
    assert prepare("a") != prepare("A")


@pytest.mark.parametrize(
    "good",
    [
        "correct horse battery staple",
        "牝牡骊黄之外的一匹马啊真好",
        "kV8#qLw2!zRt",
        "purple-otter-climbs-seven",
        PASSWORD,
        "我家的猫今年已经十三岁了喵",
    ],
)
def test_good_passwords_are_taken(good: str):
    """Phrases and random letters of any script are taken, without rules of composition."""
    check(good, known=["mei@example.org", "Mei Li", "Example GmbH"])


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "elevenchars",
        "x" * 300,
        "aaaaaaaaaaaaaaaaaaaa",
        "哈哈哈哈哈哈哈哈哈哈哈哈哈哈",
        "1234567890123456",
        "qwertyuiopasdfgh",
        "passwordpassword",
        "Password123456!",
        "P@ssw0rd2026!!",
        "iloveyou12345",
        "woaini5201314",
        "woaini1314520",
        "nihaoma123456",
        "zhaopin2026!!",
        "administrator1",
        "qq123456qq123456",
        "mei@example.org",
        "Example2026!!",
        "jiufangjiufang",
        "199001011990",
        "13800138000138",
    ],
)
def test_weak_passwords_are_refused(weak: str):
    """Too short, too long, repeated, walked on the keyboard, common in English or Chinese, or made of what is known of its owner."""
    with pytest.raises(WeakPassword) as refusal:
        check(weak, known=["mei@example.org", "Mei Li", "Example GmbH"])

    assert weak not in str(refusal.value)


def test_three_thousand_common_passwords_are_refused():
    """ASVS 6.2.4: the 3,000 most common ones that are long enough, and the 3,000 most common of all doubled or with a year, are refused."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    words = FREQUENCY_LISTS["passwords"]
    long = [word for word in words if len(word) >= SHORTEST]
    tried = [*long, *(f"{word}{word}"[:72] for word in words[:1500:25]), *(f"{word}2026!!!" for word in words[:1500:25] if len(word) > 4)]
    taken = []
    for word in tried:
        try:
            check(word)
            taken.append(word)
        except WeakPassword:
            pass

    assert len(long) > 50
    assert taken == []


def test_the_list_of_ours_is_words():
    """No line is empty, spaced or twice."""
    assert len(common()) == len(set(common())) > 100
    assert all(word == word.strip().casefold() and " " not in word for word in common())


def test_what_one_user_is_called_does_not_count_against_the_next():
    """The library keeps what it is told in a table of its module; the next check does not see it."""
    check("Wolfeschlegelstein", known=["nobody"])
    with pytest.raises(WeakPassword):
        check("Wolfeschlegelstein", known=["wolfeschlegelstein"])
    check("Wolfeschlegelstein", known=["nobody"])
