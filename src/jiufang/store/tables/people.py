"""Tables of candidates: persons, the keys that make them readable, documents, profiles, consent, tags."""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, text

from jiufang.store.tables.base import count, digest, link, record, refers, sealed, table, time, words

IDENTIFIERS = ("email", "phone", "name_employer")

persons = table(
    "persons",
    link("merged_into", optional=True),
    link("root_id", optional=True),
    sealed("contact", optional=True),
    time("erased_at", optional=True),
    refers("merged_into", "persons"),
    doc="a human being, as one document introduced them; merged ones point to the person they turned out to be, and to the last of these",
)
Index("persons_merged_into_idx", persons.c.tenant_id, persons.c.merged_into)
Index("persons_root_id_idx", persons.c.tenant_id, persons.c.root_id, postgresql_where=persons.c.root_id.is_not(None))
Index(
    "persons_listed_idx",
    persons.c.tenant_id,
    persons.c.id,
    postgresql_where=persons.c.merged_into.is_(None) & persons.c.erased_at.is_(None),
)

person_keys = table(
    "person_keys",
    words("master"),
    Column("wrapped", LargeBinary, nullable=False),
    refers("id", "persons"),
    doc="the key of one person's content, wrapped by the master key; its id is the person's. Without the row, the person is erased",
)

person_identifiers = table(
    "person_identifiers",
    link("person_id"),
    words("kind"),
    digest("fingerprint"),
    UniqueConstraint("tenant_id", "person_id", "kind", "fingerprint"),
    refers("person_id", "persons", on_delete="CASCADE"),
    CheckConstraint("kind IN ('email', 'phone', 'name_employer')", name="kind"),
    doc="an address, number or name with employer, as a keyed hash: it can be looked up and not be read",
)
Index("person_identifiers_lookup_idx", person_identifiers.c.tenant_id, person_identifiers.c.kind, person_identifiers.c.fingerprint)

merge_proposals = table(
    "merge_proposals",
    link("person_id"),
    link("other_id"),
    link("absorbed_id", optional=True),
    Column("reasons", ARRAY(Text), nullable=False),
    words("status", default="open"),
    words("decided_by", optional=True),
    time("decided_at", optional=True),
    UniqueConstraint("tenant_id", "person_id", "other_id"),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("other_id", "persons", on_delete="CASCADE"),
    CheckConstraint("status IN ('open', 'merged', 'refused', 'undone')", name="status"),
    CheckConstraint("person_id < other_id", name="order"),
    doc="two persons who may be the same: somebody looks, and merges or refuses",
)

documents = table(
    "documents",
    link("person_id"),
    words("kind", default="resume"),
    digest("sha256"),
    words("member", default=""),
    words("media_type", default=""),
    count("size"),
    words("status"),
    words("reader", default=""),
    digest("container", optional=True),
    sealed("name"),
    sealed("original", optional=True, large=True),
    sealed("reading", optional=True),
    sealed("reason", optional=True),
    UniqueConstraint("tenant_id", "sha256", "member"),
    refers("person_id", "persons", on_delete="CASCADE"),
    doc="a file that a person sent, by the hash of its bytes; a member of an archive is a document of its own",
)
Index("documents_container_idx", documents.c.tenant_id, documents.c.container)
Index("documents_person_id_idx", documents.c.tenant_id, documents.c.person_id)

profiles = table(
    "profiles",
    link("person_id"),
    link("document_id"),
    words("as_of"),
    words("lang"),
    words("reader"),
    Column("current", Boolean, nullable=False, server_default=text("true")),
    words("fingerprint"),
    words("made_by", default=""),
    record("features"),
    sealed("profile"),
    sealed("reason", optional=True),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("document_id", "documents", on_delete="CASCADE"),
    doc="what a document says of its person; `features` is the blind part, which alone is matched and searched",
)
Index("profiles_person_id_idx", profiles.c.tenant_id, profiles.c.person_id)
Index("profiles_document_id_key", profiles.c.tenant_id, profiles.c.document_id, unique=True, postgresql_where=profiles.c.current)

consents = table(
    "consents",
    link("person_id"),
    words("purpose"),
    Column("given", Boolean, nullable=False),
    words("basis", default="consent"),
    words("text_version"),
    digest("text_sha256"),
    words("recorded_by"),
    refers("person_id", "persons"),
    kind="append_only",
    doc="a person agreed to a purpose, or took it back; the latest row counts (GDPR art. 7, PIPL art. 14-15)",
)
Index("consents_person_id_idx", consents.c.tenant_id, consents.c.person_id, consents.c.purpose)

tags = table(
    "tags", words("name"), words("colour", default=""), UniqueConstraint("tenant_id", "name"), doc="a word that recruiters sort people by"
)

taggings = table(
    "taggings",
    link("person_id"),
    link("tag_id"),
    UniqueConstraint("tenant_id", "person_id", "tag_id"),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("tag_id", "tags", on_delete="CASCADE"),
    doc="a tag on a person",
)
Index("taggings_tag_id_idx", taggings.c.tenant_id, taggings.c.tag_id, taggings.c.person_id)

notes = table(
    "notes",
    link("person_id"),
    link("application_id", optional=True),
    words("made_by"),
    sealed("body"),
    refers("person_id", "persons", on_delete="CASCADE"),
    doc="what somebody wrote down about a person",
)
Index("notes_person_id_idx", notes.c.tenant_id, notes.c.person_id)

erasures = table(
    "erasures",
    link("person_id"),
    words("asked_by"),
    record("removed"),
    refers("person_id", "persons"),
    kind="append_only",
    doc="a person was erased: when, for whom, and how much was removed from where; a restored backup erases them again",
)
