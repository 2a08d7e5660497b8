"""Turn what identifies a person into keyed hashes, by which the same person is found again and nobody is read.

HMAC-SHA-256 with a key of the tenant's (a blind index): without the key, addresses and numbers cannot be tried out.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from jiufang.privacy.organisations import short_name
from jiufang.profiles.records import Profile
from jiufang.store.keys import FINGERPRINTS
from jiufang.store.session import Session

EMAIL, PHONE, NAME_EMPLOYER = "email", "phone", "name_employer"
MOBILE_CN = re.compile(r"1[3-9]\d{9}")
LEAST_DIGITS = 7  # fewer are an extension, which many share
SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Identifier:
    """A keyed hash of one thing that identifies a person."""

    kind: str
    fingerprint: bytes


def of_profile(session: Session, profile: Profile) -> list[Identifier]:
    """Return what identifies the person of a profile: address, number, name together with each employer."""
    contact = profile.contact
    plain = [(EMAIL, normal_email(contact.email or "")), (PHONE, normal_phone(contact.phone or ""))]
    plain += [(NAME_EMPLOYER, normal_name_employer(contact.name or "", entry.employer or "")) for entry in profile.experience]
    return [of(session, kind, value) for kind, value in dict.fromkeys(plain) if value]


def of(session: Session, kind: str, value: str) -> Identifier:
    """Return the fingerprint of a value in its normal form."""
    return Identifier(kind, hmac.digest(session.keys.tenant(FINGERPRINTS).secret, f"{kind}\0{value}".encode(), "sha256"))


def normal_email(text: str) -> str:
    """Return an address in the form that equals share; empty when it is none.

    >>> normal_email(" Ada.Lindqvist@Example.COM ")
    'ada.lindqvist@example.com'
    """
    address = unicodedata.normalize("NFKC", text).strip().casefold()
    return address if "@" in address else ""


def normal_phone(text: str) -> str:
    """Return a number with its country where that is known, else its digits; empty when it is too short to tell people apart.

    >>> normal_phone("+86 138-0000-0000") == normal_phone("１３８００００００００")
    True
    """
    told = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"\D", "", told)
    country = "CN" if MOBILE_CN.fullmatch(digits) and not told.strip().startswith("+") else None
    try:
        return str(phonenumbers.format_number(phonenumbers.parse(told, country), phonenumbers.PhoneNumberFormat.E164))
    except phonenumbers.NumberParseException:
        return digits if len(digits) >= LEAST_DIGITS else ""


def normal_name_employer(name: str, employer: str) -> str:
    """Return a name with an employer, whatever the order of the names and the employer's legal form; empty when one is missing.

    >>> normal_name_employer("Ada Lindqvist", "Harbour Analytics Ltd.") == normal_name_employer("LINDQVIST, Ada", "Harbour Analytics")
    True
    """
    names = sorted(filter(None, SEPARATORS.split(unicodedata.normalize("NFKC", name).casefold())))
    company = SEPARATORS.sub("", unicodedata.normalize("NFKC", short_name(employer)).casefold())
    return f"{' '.join(names)}\0{company}" if names and company else ""
