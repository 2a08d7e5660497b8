"""The pool of a workspace is searched by words, facets and meaning: blind, per tenant, and without those who are gone."""

from __future__ import annotations

import pytest

pytest.importorskip("sqlalchemy")

from jiufang.errors import BadInput, NotFound
from jiufang.jobs.records import Job
from jiufang.models.fake import FakeEncoder
from jiufang.settings import Settings
from jiufang.store import people, search
from jiufang.store import tables as t
from jiufang.workspace.opened import OpenWorkspace

ADA = """Ada Lindqvist
ada@example.com | Berlin
LANGUAGES
English C1, German native
EDUCATION
BSc Computer Science, Harbour University, 2011 - 2014
EXPERIENCE
Data Engineer, Harbour Analytics. March 2015 - present
- Built Python pipelines with Django and Kafka for night reports.
"""
BO = """Bo Okafor
bo@example.com | Leeds
LANGUAGES
English native, Polish B2
EXPERIENCE
Nurse, Blue Ward. January 2018 - present
- Night shift on the surgical ward, medication rounds.
"""
LIN = """林晚
上海 | lin@example.cn
语言：英语 CET-6，日语 N2
教育经历
2008.09-2012.06 江海大学 软件工程 本科
工作经历
2013.01-至今 海潮科技 后端开发工程师
- 用 Java 和 Spring Boot 写订单服务，压测到两万并发。
"""
RESUMES = {"ada.txt": ADA, "bo.txt": BO, "lin.txt": LIN}
JOB = Job.from_text("Data Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n", id="data")


@pytest.fixture
def settings(tmp_path):
    """No models, one worker."""
    return Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)


@pytest.fixture
def ws(store, settings, tmp_path):
    """A workspace with three people in it, whose meaning a pretended encoder reads."""
    opened = OpenWorkspace(store, settings=settings, by="mei@example.com")
    opened.engine.__dict__["encoder"] = FakeEncoder()
    for name, text in RESUMES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    added = opened.add([tmp_path / name for name in RESUMES], as_of="2026-11-01")
    opened.who = {one.file.split("/")[-1][:3]: one.person for one in added}
    return opened


def names(ws, page):
    """Return who was found, by the first letters of their files."""
    known = {person: name for name, person in ws.who.items()}
    return [known[hit.person] for hit in page.items]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("5年以上 Java，上海，本科，会日语", ["lin"]),
        ("nurse in Leeds, 5+ years, speaks Polish", ["bo."]),
        ("skill:python degree:bachelor city:Berlin", ["ada"]),
        ('"night shift"', ["bo."]),
        ("Kafka OR Java", ["ada", "lin"]),
        ("night AND NOT nurse", ["ada"]),
        ("lang:en -nurse", ["ada", "lin"]),
        ("技能：Java 学历：本科 语言：日语>=B2", ["lin"]),
        ("years:>=12", ["lin"]),
        ("city:华东", ["lin"]),
    ],
)
def test_a_question_finds_who_fits(ws, question, found):
    """Words, operators, quotes and facets in both languages, typed or read out of plain words."""
    assert sorted(names(ws, ws.pool.search(question))) == sorted(found)


def test_who_came_is_found_at_once_and_by_meaning_once_indexed(ws):
    """Words are indexed with the profile; the vectors come afterwards, and a note says that they are missing."""
    before = ws.pool.search("pipelines for reports")
    assert names(ws, before)[0] == "ada"
    assert "behind" in {note.code for note in before.notes}

    assert ws.pool.index() == 3
    after = ws.pool.search("pipelines for reports")
    assert names(ws, after)[0] == "ada"
    assert len(after.items) == 3  # by meaning everybody is somewhere
    assert after.notes == ()


def test_packed_or_not_the_answer_is_the_same(ws):
    """Packing entries into postings changes no answer and no score."""
    ws.pool.index()
    questions = ("pipelines for reports", "lang:en", "-nurse", "night", "5年以上 后端")

    def told():
        pages = [ws.pool.search(question) for question in questions]
        return [[(hit.person, hit.score, hit.facets, hit.highlights) for hit in page.items] for page in pages], [p.total for p in pages]

    before = told()
    with ws.session() as session:
        assert search.pack_waiting(session, least=1) == 3
        assert search.pack_waiting(session, least=1) == 0

    assert told() == before


def test_it_is_blind_unless_told_otherwise(ws):
    """No name, contact or school is in a page; with names, that they were seen is logged."""
    page = ws.pool.search("Python")
    shown = page.model_dump_json()
    for told in ("Ada", "Lindqvist", "example.com", "Harbour University"):
        assert told not in shown
    assert page.items[0].candidate.blind
    assert page.items[0].highlights[0].start is None

    open_ = ws.pool.search("Python", blind=False, by="li@example.com")
    assert open_.items[0].candidate.name == "Ada Lindqvist"
    with ws.session() as session:
        assert ("saw", "li@example.com") in {(row.action, row.actor) for row in session.connection.execute(t.audit_log.select())}


def test_highlights_point_into_the_document(ws):
    """An open passage quotes the person's own text, and its marks the words that were asked for."""
    hit = ws.pool.search("Python Kafka", blind=False).items[0]
    passage = hit.highlights[0]

    assert ADA[passage.start : passage.end] == passage.text
    assert {passage.text[a:b] for a, b in passage.marks} >= {"Python", "Kafka"}


def test_implied_skills_are_marked_as_such(ws):
    """Spring Boot implies Java: it is found by it, and told apart from what is stated."""
    facets = ws.pool.search("skill:spring_boot OR skill:java").items[0].facets

    assert "spring_boot" in facets["skill"]
    assert set(facets["inferred"]).isdisjoint(facets["skill"])
    assert names(ws, ws.pool.search("skill:sql")) == []


def test_facets_count_those_who_were_found(ws):
    """Each value with how many have it; silence is counted nowhere."""
    page = ws.pool.search("lang:en")
    counted = {name: {facet.value: facet.count for facet in values} for name, values in page.facets.items()}

    assert counted["lang"]["en"] == page.total == 3
    assert counted["degree"] == {"bachelor": 2}


def test_nobody_is_found_when_conditions_were_only_read(ws):
    """Conditions read out of plain words give way before the page stays empty; typed ones do not."""
    read = ws.pool.search("nurse in Toronto")
    typed = ws.pool.search("nurse city:Toronto")

    assert "relaxed" in {note.code for note in read.notes}
    assert names(ws, read)[0] == "bo."
    assert typed.items == ()


def test_pages_follow_one_another(ws):
    """Every hit once, in one order, however long the pages are."""
    ws.pool.index()
    whole = [hit.person for hit in ws.pool.search("night work").items]
    paged, cursor = [], None
    while True:
        page = ws.pool.search("night work", size=1, cursor=cursor)
        paged += [hit.person for hit in page.items]
        if (cursor := page.cursor) is None:
            break

    assert paged == whole
    assert len(set(paged)) == 3
    with pytest.raises(BadInput):
        ws.pool.search("x", cursor="'; --")
    with pytest.raises(BadInput):
        ws.pool.search("x", size=0)


def test_similar_people_and_the_jobs_of_a_person(ws):
    """Like begets like, never oneself; a person's best job is the one that asks for what they do."""
    ws.pool.index()
    data, care = ws.add_job(JOB), ws.add_job(Job.from_text("Nurse\n\nRequirements\n- Night shift on a surgical ward\n"))
    ada = ws.who["ada"]

    assert ada not in {hit.person for hit in ws.pool.similar(ada).items}
    assert names(ws, ws.pool.fitting(data))[0] == "ada"
    assert [str(hit.job) for hit in ws.pool.jobs_for(ada)] == [data.id, care.id]
    assert [str(hit.job) for hit in ws.pool.jobs_for(ws.who["bo."])] == [care.id, data.id]


@pytest.mark.parametrize("packed", [False, True])
def test_who_is_erased_is_found_no_more(ws, packed):
    """Entry, postings and vector go with the person, and a person unknown is not found."""
    ws.pool.index()
    if packed:
        with ws.session() as session:
            search.pack_waiting(session, least=1)
    certificate = ws.erase(ws.who["ada"], by="mei@example.com")

    assert certificate.removed["search_entries"] == certificate.removed["search_vectors"] == 1
    assert names(ws, ws.pool.search("Python Kafka")) != ["ada"]
    assert ws.pool.search("skill:python").items == ()
    with ws.session() as session:
        found = search.find(session, ["python", "kafka"])
        assert not found.postings.holders(("python", "kafka")).any()
    with pytest.raises(NotFound):
        ws.pool.similar(ws.who["ada"])


def test_a_corrected_profile_is_searched_instead(ws):
    """The words of the profile before are gone, those of the new one are found; vectors follow."""
    ws.pool.index()
    shown = ws.people.profile(ws.who["bo."], blind=False)
    changed = shown.profile.model_copy(update={"location": "Toronto"})
    ws.people.correct(ws.who["bo."], changed, by="li@example.com", reason="moved")

    assert names(ws, ws.pool.search("city:Toronto")) == ["bo."]
    assert ws.pool.search("city:Leeds").items == ()
    assert ws.pool.index() == 1


def test_merged_persons_are_found_once(ws, tmp_path):
    """Two documents of one person are one hit."""
    (tmp_path / "ada2.txt").write_text(ADA.replace("night reports", "night and day reports"), encoding="utf-8")
    ws.add([tmp_path / "ada2.txt"], as_of="2026-11-01")
    assert len(ws.pool.search("skill:kafka").items) == 2
    with ws.session() as session:
        (proposal,) = people.proposals(session)
        people.merge(session, proposal.id, by="mei")

    assert names(ws, ws.pool.search("skill:kafka")) == ["ada"]


def test_a_stranger_finds_nothing(ws, store, settings, make_tenant):
    """Mallory's search, with the same words and vectors, sees none of Mei's people."""
    ws.pool.index()
    stranger = OpenWorkspace(store, settings=settings, tenant=make_tenant("Mallory"), by="mallory")
    stranger.engine.__dict__["encoder"] = FakeEncoder()

    page = stranger.pool.search("Python OR nurse OR Java")
    assert (page.items, page.total, dict(page.facets)) == ((), 0, {})
    with pytest.raises(NotFound):
        stranger.pool.similar(ws.who["ada"])


def test_alerts_tell_of_each_person_once(ws, tmp_path):
    """Who fits a saved search raises an alert when they come; the same file or a correction does not raise it again."""
    with ws.session() as session:
        user = session.insert(t.users, email="mei@example.com", name="Mei", role="recruiter")
    saved = ws.searches.save(user, "pythonists", {"question": "skill:python Berlin"}, by="mei", alert=True)
    quiet = ws.searches.save(user, "quiet", {"question": "skill:python"}, by="mei")
    other = ws.searches.save(user, "cooks", {"question": "pastry cook"}, by="mei", alert=True)
    (tmp_path / "cy.txt").write_text(ADA.replace("Ada Lindqvist", "Cy Tanaka").replace("ada@", "cy@"), encoding="utf-8")
    for _ in range(2):
        added = ws.add([tmp_path / "cy.txt"], as_of="2026-11-01")

    (alert,) = ws.pool.alerts(saved.id)
    assert alert.person == added[0].person
    assert ws.pool.alerts(quiet.id) == ws.pool.alerts(other.id) == []
    assert (ws.pool.see(saved.id), ws.pool.see(saved.id)) == (1, 0)
    assert ws.pool.alerts(saved.id, unseen=True) == []


def test_rebuilding_changes_no_answer(ws):
    """Everything that is searched follows from what is kept."""
    ws.pool.index()
    before = ws.pool.search("Python night")
    assert ws.pool.rebuild() == 6  # entries and vectors of three

    assert ws.pool.search("Python night") == before
