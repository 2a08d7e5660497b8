"""Candidates are kept once, found again without being readable, merged by people, and erased for good."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from jiufang.documents.records import Document
from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy, Sealed
from jiufang.profiles.records import Contact, Profile
from jiufang.store import audit, consents, documents, erasure, people, profiles
from jiufang.store import tables as t
from jiufang.store.fingerprints import normal_email, normal_name_employer, normal_phone
from jiufang.store.ids import new_id
from jiufang.store.session import Session

ADA = "Ada Lindqvist\nada@example.com\n+46 70 174 06 05\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
LIN = "林晓雯\n手机：13800000000\n邮箱：lin@example.com\n\n工作经历\n2019.03 - 至今 示例科技有限公司 数据工程师\n- 用 Python 搭建数据管道\n"


@pytest.fixture
def session(database, tenant, vault):
    """A transaction of the tenant's."""
    with database.transaction(tenant) as connection:
        yield Session(connection, tenant, vault)


def add(session, words, name="cv.txt"):
    """Keep a résumé as if it had been sent in; return its person."""
    received = documents.receive(session, words.encode(), name=name)
    profiles.keep(session, received.id, Profile.from_text(words, as_of="2026-11-01"), reader="test")
    return received.person


def test_a_document_comes_back_as_it_was(session):
    """Bytes, name, reading and profile are what was given, the words of the document included."""
    received = documents.receive(session, ADA.encode(), name="Ada Lindqvist.txt")
    profile = Profile.from_text(ADA, as_of="2026-11-01")
    kept = profiles.keep(session, received.id, profile, reader="test")

    assert documents.original(session, received.id) == ADA.encode()
    assert documents.name(session, received.id) == "Ada Lindqvist.txt"
    assert documents.reading(session, received.id) == profile.document
    assert profiles.load(session, kept) == profile
    assert people.contact(session, received.person) == profile.contact


def test_the_same_bytes_are_one_document(session):
    """Sent again, under another name too, a file is the one that is there."""
    first = documents.receive(session, b"same", name="a.txt")
    second = documents.receive(session, b"same", name="b.txt")

    assert (first.new, second.new) == (True, False)
    assert (first.id, first.person) == (second.id, second.person)
    assert session.connection.execute(select(t.persons.c.id)).scalars().all() == [first.person]


def test_the_same_bytes_at_once_are_one_document(database, tenant, vault):
    """Twenty senders at the same moment: one of them adds it, all are told the same id, nobody is left over."""

    def send(number):
        with database.transaction(tenant) as connection:
            return documents.receive(Session(connection, tenant, vault), b"same", name=f"{number}.txt")

    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(send, range(100)))
    with database.transaction(tenant) as connection:
        counts = [len(connection.execute(select(table.c.id)).all()) for table in (t.documents, t.persons, t.person_keys)]

    assert sum(s.new for s in sent) == 1
    assert len({s.id for s in sent}) == 1
    assert counts == [1, 1, 1]


def test_members_of_an_archive_are_documents_of_their_own(session):
    """Two résumés of one archive are two persons; neither can be had from the other's bytes."""
    archive = hashlib.sha256(b"zip").digest()
    first, second = (
        documents.receive_member(session, hashlib.sha256(m.encode()).digest(), container=archive, name="all.zip", member=m)
        for m in ("a.txt", "b.txt")
    )
    documents.keep_reading(session, first.id, Document.from_text("Ada"))

    assert first.person != second.person
    assert documents.reading(session, first.id).text == "Ada"
    with pytest.raises(NotFound, match="archive"):
        documents.original(session, first.id)
    with pytest.raises(NotFound, match="not read yet"):
        documents.reading(session, second.id)


def test_a_new_profile_takes_the_place_of_the_old(session):
    """A document that is read again has one current profile; the former is still there for the scores that came from it."""
    received = documents.receive(session, ADA.encode(), name="a.txt")
    first, second = (
        profiles.keep(session, received.id, Profile.from_text(ADA, as_of=day), reader="test") for day in ("2026-10-01", "2026-11-01")
    )

    assert [kept.id for kept in profiles.current(session)] == [second]
    assert profiles.load(session, first).as_of == "2026-10-01"


def test_only_blind_text_is_in_the_clear(session):
    """Of two résumés nothing that identifies their persons is readable in any column of any table."""
    people.keep_contact(session, add(session, ADA, "Ada Lindqvist.txt"), Contact(name="Ada Lindqvist", email="ada@example.com"))
    add(session, LIN, "林晓雯-简历.txt")
    found = [str(row) for table in t.metadata.sorted_tables for row in session.connection.execute(select(table))]

    for told in ("Lindqvist", "ada@example", "70 174", "701740605", "林晓雯", "13800000000", "lin@example"):
        assert not [row for row in found if told in row], told
    assert any("Python" in row for row in found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ada@Example.com", " ada@example.com"),
        ("ａｄａ@example.com", "ada@example.com"),
    ],
)
def test_spellings_of_an_address(first, second):
    """Case, white space and full-width letters do not part an address from itself."""
    assert normal_email(first) == normal_email(second)


@pytest.mark.parametrize(
    "spelling", ["13800000000", "138 0000 0000", "+86 138-0000-0000", "(+86)13800000000", "１３８００００００００", "+8613800000000"]
)
def test_spellings_of_a_number(spelling):
    """A Chinese mobile number is the same with and without its country."""
    assert normal_phone(spelling) == "+8613800000000"


@pytest.mark.parametrize("extension", ["", "123", "x-42", "Tel."])
def test_what_many_share_identifies_nobody(extension):
    """Extensions and words are no numbers."""
    assert normal_phone(extension) == ""


@given(st.text(), st.text())
def test_normal_forms_take_anything(first, second):
    """Whatever stands where a number or name should, there is a normal form or none."""
    for normal in (normal_email, normal_phone):
        assert normal(normal(first)) == normal(first) or not normal(first)
    assert isinstance(normal_name_employer(first, second), str)


def test_who_shares_something_is_proposed(session):
    """An address, a number, a name with an employer: each makes a proposal with its reason, and nothing is merged by itself."""
    ada = add(session, ADA)
    by_address = add(session, "A. Lindqvist\nADA@example.com\n\nEXPERIENCE\nCook, Blue Fish. 2010 - 2012\n- Fried.\n")
    by_name = add(
        session, "LINDQVIST Ada\n\nEXPERIENCE\nData Engineer, Harbour Analytics Ltd, March 2019 - present\n- Built Python pipelines.\n"
    )
    other = add(session, LIN)
    told = {(p.person, p.other): p.reasons for p in people.proposals(session)}

    assert told[(ada, by_address)] == ("email",)
    assert told[(ada, by_name)] == ("name_employer",)
    assert other not in {person for pair in told for person in pair}
    assert people.group(session, ada) == [ada]


def test_a_merge_can_be_undone(session):
    """Merged, two are one wherever it counts; undone, they are as before; every step is in the log."""
    ada, again = add(session, ADA), add(session, ADA + "\nSQL\n")
    (proposal,) = people.proposals(session)

    assert people.merge(session, proposal.id, by="mei") == ada
    assert people.group(session, again) == [ada, again]
    assert people.find(session, email="ada@example.com") == [ada]
    people.unmerge(session, proposal.id, by="mei")
    assert people.group(session, again) == [again]
    assert [entry.action for entry in audit.entries(session, subject_id=proposal.id)] == ["undone", "merged"]


def test_what_was_decided_on_is_not_asked_again(session):
    """A refused pair stays refused when another document of theirs comes in; a second decision on it is refused."""
    add(session, ADA)
    add(session, ADA + "\nSQL\n")
    (proposal,) = people.proposals(session)
    people.refuse(session, proposal.id, by="mei")
    received = documents.receive(session, ADA.encode(), name="a.txt")
    profiles.keep(session, received.id, Profile.from_text(ADA, as_of="2026-11-02"), reader="test")

    assert people.proposals(session) == []
    with pytest.raises(Conflict, match="refused"):
        people.merge(session, proposal.id, by="li")
    with pytest.raises(Conflict, match="not merged"):
        people.unmerge(session, proposal.id, by="li")


def test_three_merged_in_any_order_are_one(session):
    """Merging who were merged before joins their groups; undoing one merge leaves the other."""
    persons = [add(session, ADA + f"\n{skill}\n") for skill in ("SQL", "Go", "Rust")]
    by_pair = {(p.person, p.other): p.id for p in people.proposals(session)}
    people.merge(session, by_pair[(persons[1], persons[2])], by="mei")
    people.merge(session, by_pair[(persons[0], persons[2])], by="mei")
    assert set(people.group(session, persons[2])) == set(persons)
    people.merge(session, by_pair[(persons[0], persons[1])], by="mei")
    people.unmerge(session, by_pair[(persons[0], persons[2])], by="mei")

    assert people.group(session, persons[0]) == [persons[0]]
    assert people.group(session, persons[2]) == [persons[1], persons[2]]


def test_two_at_once_still_find_each_other(database, tenant, vault):
    """Two résumés of one person that come in at the same moment are proposed all the same."""

    def send(words):
        with database.transaction(tenant) as connection:
            add(Session(connection, tenant, vault), words)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, [f"{ADA}\n{skill}\n" for skill in ("SQL", "Go", "Rust", "Java")]))
    with database.transaction(tenant) as connection:
        assert len(people.proposals(Session(connection, tenant, vault))) == 6


def test_fingerprints_of_tenants_have_nothing_in_common(database, make_tenant, vault):
    """The same address has another fingerprint at another tenant's, so nobody learns whom others know."""
    found = []
    for name in ("Mei", "Mallory"):
        tenant = make_tenant(name)
        with database.transaction(tenant) as connection:
            add(Session(connection, tenant, vault), ADA)
            found += connection.execute(select(t.person_identifiers.c.fingerprint)).scalars()

    assert len(set(found)) == len(found)


def test_erasing_leaves_nothing_to_read(session):
    """Every row of the person and of who was merged with them is gone, and what refers to them says that they were erased."""
    ada, again, lin = add(session, ADA), add(session, ADA + "\nSQL\n"), add(session, LIN)
    people.merge(session, people.proposals(session)[0].id, by="mei")
    certificate = erasure.erase(session, again, by="ada")

    assert set(certificate.persons) == {ada, again}
    assert certificate.removed["documents"] == certificate.removed["person_keys"] == 2
    assert [kept.person for kept in profiles.current(session)] == [lin]
    assert people.find(session, email="ada@example.com") == []
    for person in (ada, again):
        with pytest.raises(Sealed, match="erased"):
            people.contact(session, person)
    assert people.contact(session, lin).name == "林晓雯"
    assert set(erasure.erased(session)) == {ada, again}


def test_who_was_erased_may_apply_again(session):
    """The same file sent anew is a new document of a new person."""
    first = add(session, ADA)
    erasure.erase(session, first, by="ada")
    again = documents.receive(session, ADA.encode(), name="a.txt")

    assert again.new
    assert again.person != first


def test_an_erasure_names_who_asked(session):
    """Nothing is erased for nobody, and nobody is erased who is not there."""
    ada = add(session, ADA)
    with pytest.raises(BadInput):
        erasure.erase(session, ada, by=" ")
    with pytest.raises(NotFound):
        erasure.erase(session, new_id(), by="ada")


def test_consent_can_be_taken_back(session):
    """The latest word counts, for everybody who is the same person; what was said before stays on record."""
    ada, again = add(session, ADA), add(session, ADA + "\nSQL\n")
    said = {"purpose": "screening", "text": "May we?", "version": "1", "by": "ada"}
    with pytest.raises(RefusedByPolicy):
        consents.require(session, ada, "screening")
    consents.record(session, ada, given=True, **said)
    people.merge(session, people.proposals(session)[0].id, by="mei")
    consents.require(session, again, "screening")
    consents.record(session, again, given=False, **said)

    assert not consents.holds(session, ada, "screening")
    assert not consents.holds(session, ada, "talent_pool")
    assert [c.given for c in consents.history(session, ada)] == [True, False]


def test_lost_updates_are_refused(session):
    """Who changes a row names the version that they saw."""
    ada = add(session, ADA)
    version = session.get(t.persons, ada).version
    assert session.update(t.persons, ada, version=version, merged_into=None) == version + 1

    with pytest.raises(Conflict, match=f"version {version + 1}, not {version}"):
        session.update(t.persons, ada, version=version, merged_into=None)


def test_swapped_rows_do_not_open(session):
    """A sealed contact that was moved to another person's row is refused."""
    ada, lin = add(session, ADA), add(session, LIN)
    session.connection.execute(
        text("UPDATE persons SET contact = (SELECT contact FROM persons WHERE id = :a) WHERE id = :l"), {"a": ada, "l": lin}
    )

    with pytest.raises(Sealed, match="altered, moved"):
        people.contact(session, lin)
