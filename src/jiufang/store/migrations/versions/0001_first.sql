-- The first shape: tenants and access, people, hiring, ledgers. Foreign keys carry the tenant, so that no row refers to another tenant's.

CREATE TABLE tenants (
    tenant_id UUID NOT NULL,
    name TEXT NOT NULL,
    settings JSONB DEFAULT '{}'::jsonb NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT tenants_pk PRIMARY KEY (tenant_id)
);
COMMENT ON TABLE tenants IS 'a company or team; sees itself alone';

CREATE TABLE audit_log (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    number BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id UUID,
    details JSON NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT audit_log_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_log_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT audit_log_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE audit_log IS 'who did or saw what; ids and counts, no words of a candidate';
CREATE INDEX audit_log_subject_id_idx ON audit_log (tenant_id, subject_id);

CREATE TABLE chain_heads (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    chain TEXT NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    CONSTRAINT chain_heads_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT chain_heads_tenant_id_chain_key UNIQUE (tenant_id, chain),
    CONSTRAINT chain_heads_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE chain_heads IS 'the last row of each chain, signed with a key of the tenant''s, so that rows cut off at the end are missed';

CREATE TABLE idempotency_keys (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status BIGINT,
    response BYTEA,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT idempotency_keys_tenant_id_actor_key_key UNIQUE (tenant_id, actor, key),
    CONSTRAINT idempotency_keys_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE idempotency_keys IS 'a request that was answered: asked again, it is answered the same (sealed with the tenant''s key)';

CREATE TABLE jobs (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    title TEXT NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    template TEXT DEFAULT '社招' NOT NULL,
    blind BOOLEAN DEFAULT true NOT NULL,
    current BIGINT DEFAULT 1 NOT NULL,
    CONSTRAINT jobs_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT jobs_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE jobs IS 'an opening; what it asks for is in its current version';

CREATE TABLE persons (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    merged_into UUID,
    contact BYTEA,
    erased_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT persons_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT persons_tenant_id_merged_into_fk FOREIGN KEY(tenant_id, merged_into) REFERENCES persons (tenant_id, id),
    CONSTRAINT persons_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE persons IS 'a human being, as one document introduced them; merged ones point to the person they turned out to be';
CREATE INDEX persons_merged_into_idx ON persons (tenant_id, merged_into);

CREATE TABLE tags (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    name TEXT NOT NULL,
    colour TEXT DEFAULT '' NOT NULL,
    CONSTRAINT tags_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_tenant_id_name_key UNIQUE (tenant_id, name),
    CONSTRAINT tags_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE tags IS 'a word that recruiters sort people by';

CREATE TABLE tenant_keys (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    purpose TEXT NOT NULL,
    master TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    CONSTRAINT tenant_keys_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_keys_tenant_id_purpose_key UNIQUE (tenant_id, purpose),
    CONSTRAINT tenant_keys_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE tenant_keys IS 'a key of the tenant''s, wrapped by the master key: for content of nobody''s, for blind fingerprints, for the heads of chains';

CREATE TABLE users (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    email TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    oidc_subject TEXT,
    disabled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT users_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_role_check CHECK (role IN ('owner', 'recruiter', 'hiring_manager', 'interviewer', 'auditor')),
    CONSTRAINT users_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE users IS 'somebody who works with the system';
CREATE UNIQUE INDEX users_email_key ON users (tenant_id, lower(email));

CREATE TABLE webhooks (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    url TEXT NOT NULL,
    events TEXT[] NOT NULL,
    secret BYTEA NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    CONSTRAINT webhooks_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhooks_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE webhooks IS 'who is told of events; the secret that signs them is sealed with the tenant''s key';

CREATE TABLE api_keys (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    user_id UUID NOT NULL,
    name TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    scopes TEXT[] NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    last_used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT api_keys_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT api_keys_tenant_id_secret_hash_key UNIQUE (tenant_id, secret_hash),
    CONSTRAINT api_keys_tenant_id_user_id_fk FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT api_keys_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE api_keys IS 'a program''s key; only its hash is kept';

CREATE TABLE applications (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    job_id UUID NOT NULL,
    stage TEXT DEFAULT 'new' NOT NULL,
    stage_since TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT DEFAULT '' NOT NULL,
    CONSTRAINT applications_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT applications_tenant_id_person_id_job_id_key UNIQUE (tenant_id, person_id, job_id),
    CONSTRAINT applications_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT applications_tenant_id_job_id_fk FOREIGN KEY(tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT applications_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE applications IS 'one person for one job, and the stage that somebody moved them to';
CREATE INDEX applications_job_id_idx ON applications (tenant_id, job_id, stage);

CREATE TABLE consents (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    person_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    given BOOLEAN NOT NULL,
    basis TEXT DEFAULT 'consent' NOT NULL,
    text_version TEXT NOT NULL,
    text_sha256 BYTEA NOT NULL,
    recorded_by TEXT NOT NULL,
    CONSTRAINT consents_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT consents_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id),
    CONSTRAINT consents_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE consents IS 'a person agreed to a purpose, or took it back; the latest row counts (GDPR art. 7, PIPL art. 14-15)';
CREATE INDEX consents_person_id_idx ON consents (tenant_id, person_id, purpose);

CREATE TABLE documents (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT DEFAULT 'resume' NOT NULL,
    sha256 BYTEA NOT NULL,
    member TEXT DEFAULT '' NOT NULL,
    media_type TEXT DEFAULT '' NOT NULL,
    size BIGINT NOT NULL,
    status TEXT NOT NULL,
    reader TEXT DEFAULT '' NOT NULL,
    container BYTEA,
    name BYTEA NOT NULL,
    original BYTEA,
    reading BYTEA,
    reason BYTEA,
    CONSTRAINT documents_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT documents_tenant_id_sha256_member_key UNIQUE (tenant_id, sha256, member),
    CONSTRAINT documents_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT documents_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE documents IS 'a file that a person sent, by the hash of its bytes; a member of an archive is a document of its own';
CREATE INDEX documents_container_idx ON documents (tenant_id, container);
CREATE INDEX documents_person_id_idx ON documents (tenant_id, person_id);

CREATE TABLE erasures (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    person_id UUID NOT NULL,
    asked_by TEXT NOT NULL,
    removed JSONB NOT NULL,
    CONSTRAINT erasures_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT erasures_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id),
    CONSTRAINT erasures_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE erasures IS 'a person was erased: when, for whom, and how much was removed from where; a restored backup erases them again';

CREATE TABLE job_versions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    job_id UUID NOT NULL,
    number BIGINT NOT NULL,
    job JSONB NOT NULL,
    weights JSONB NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    made_by TEXT NOT NULL,
    CONSTRAINT job_versions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT job_versions_tenant_id_job_id_number_key UNIQUE (tenant_id, job_id, number),
    CONSTRAINT job_versions_tenant_id_job_id_fk FOREIGN KEY(tenant_id, job_id) REFERENCES jobs (tenant_id, id),
    CONSTRAINT job_versions_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE job_versions IS 'the requirements and weights of a job from one moment on; `job` is the record of the jobs room';

CREATE TABLE merge_proposals (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    other_id UUID NOT NULL,
    absorbed_id UUID,
    reasons TEXT[] NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT merge_proposals_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT merge_proposals_tenant_id_person_id_other_id_key UNIQUE (tenant_id, person_id, other_id),
    CONSTRAINT merge_proposals_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT merge_proposals_tenant_id_other_id_fk FOREIGN KEY(tenant_id, other_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT merge_proposals_status_check CHECK (status IN ('open', 'merged', 'refused', 'undone')),
    CONSTRAINT merge_proposals_order_check CHECK (person_id < other_id),
    CONSTRAINT merge_proposals_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE merge_proposals IS 'two persons who may be the same: somebody looks, and merges or refuses';

CREATE TABLE notes (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    application_id UUID,
    made_by TEXT NOT NULL,
    body BYTEA NOT NULL,
    CONSTRAINT notes_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT notes_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT notes_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE notes IS 'what somebody wrote down about a person';
CREATE INDEX notes_person_id_idx ON notes (tenant_id, person_id);

CREATE TABLE person_identifiers (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    CONSTRAINT person_identifiers_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT person_identifiers_tenant_id_person_id_kind_fingerprint_key UNIQUE (tenant_id, person_id, kind, fingerprint),
    CONSTRAINT person_identifiers_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT person_identifiers_kind_check CHECK (kind IN ('email', 'phone', 'name_employer')),
    CONSTRAINT person_identifiers_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE person_identifiers IS 'an address, number or name with employer, as a keyed hash: it can be looked up and not be read';
CREATE INDEX person_identifiers_lookup_idx ON person_identifiers (tenant_id, kind, fingerprint);

CREATE TABLE person_keys (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    master TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    CONSTRAINT person_keys_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT person_keys_tenant_id_id_fk FOREIGN KEY(tenant_id, id) REFERENCES persons (tenant_id, id),
    CONSTRAINT person_keys_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE person_keys IS 'the key of one person''s content, wrapped by the master key; its id is the person''s. Without the row, the person is erased';

CREATE TABLE saved_searches (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    user_id UUID,
    name TEXT NOT NULL,
    query JSONB NOT NULL,
    alert BOOLEAN DEFAULT false NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT saved_searches_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT saved_searches_tenant_id_user_id_fk FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT saved_searches_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE saved_searches IS 'a search that somebody wants to run again, or be told of';

CREATE TABLE taggings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    tag_id UUID NOT NULL,
    CONSTRAINT taggings_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT taggings_tenant_id_person_id_tag_id_key UNIQUE (tenant_id, person_id, tag_id),
    CONSTRAINT taggings_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT taggings_tenant_id_tag_id_fk FOREIGN KEY(tenant_id, tag_id) REFERENCES tags (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT taggings_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE taggings IS 'a tag on a person';

CREATE TABLE decisions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    number BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by TEXT NOT NULL,
    action TEXT NOT NULL,
    person_id UUID NOT NULL,
    job_id UUID NOT NULL,
    job_version_id UUID,
    match_id UUID,
    facts JSON NOT NULL,
    reason BYTEA,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT decisions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT decisions_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT decisions_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id),
    CONSTRAINT decisions_tenant_id_job_id_fk FOREIGN KEY(tenant_id, job_id) REFERENCES jobs (tenant_id, id),
    CONSTRAINT decisions_tenant_id_job_version_id_fk FOREIGN KEY(tenant_id, job_version_id) REFERENCES job_versions (tenant_id, id),
    CONSTRAINT decisions_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE decisions IS 'what somebody decided about a candidate, and why; `facts` holds score, rank and scorer at that moment';
CREATE INDEX decisions_job_id_idx ON decisions (tenant_id, job_id);
CREATE INDEX decisions_person_id_idx ON decisions (tenant_id, person_id);

CREATE TABLE interviews (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    application_id UUID NOT NULL,
    person_id UUID NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE,
    status TEXT DEFAULT 'planned' NOT NULL,
    interviewers JSONB NOT NULL,
    kit BYTEA,
    CONSTRAINT interviews_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT interviews_tenant_id_application_id_fk FOREIGN KEY(tenant_id, application_id) REFERENCES applications (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT interviews_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT interviews_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE interviews IS 'a conversation that is planned or was held, with the questions prepared for it';

CREATE TABLE messages (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    application_id UUID,
    direction TEXT NOT NULL,
    channel TEXT DEFAULT 'email' NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT 'draft' NOT NULL,
    body BYTEA NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT messages_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT messages_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_tenant_id_application_id_fk FOREIGN KEY(tenant_id, application_id) REFERENCES applications (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE messages IS 'a letter to a person, or from them';

CREATE TABLE profiles (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    document_id UUID NOT NULL,
    as_of TEXT NOT NULL,
    lang TEXT NOT NULL,
    reader TEXT NOT NULL,
    current BOOLEAN DEFAULT true NOT NULL,
    fingerprint TEXT NOT NULL,
    features JSONB NOT NULL,
    profile BYTEA NOT NULL,
    CONSTRAINT profiles_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT profiles_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT profiles_tenant_id_document_id_fk FOREIGN KEY(tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT profiles_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE profiles IS 'what a document says of its person; `features` is the blind part, which alone is matched and searched';
CREATE UNIQUE INDEX profiles_document_id_key ON profiles (tenant_id, document_id) WHERE current;
CREATE INDEX profiles_person_id_idx ON profiles (tenant_id, person_id);

CREATE TABLE screening_sessions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    application_id UUID NOT NULL,
    job_version_id UUID NOT NULL,
    mode TEXT NOT NULL,
    phase TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    session BYTEA,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT screening_sessions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT screening_sessions_tenant_id_token_hash_key UNIQUE (tenant_id, token_hash),
    CONSTRAINT screening_sessions_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT screening_sessions_tenant_id_application_id_fk FOREIGN KEY(tenant_id, application_id) REFERENCES applications (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT screening_sessions_tenant_id_job_version_id_fk FOREIGN KEY(tenant_id, job_version_id) REFERENCES job_versions (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT screening_sessions_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE screening_sessions IS 'a conversation with a candidate by private link; of the link only the hash is kept';

CREATE TABLE matches (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    profile_id UUID NOT NULL,
    job_version_id UUID NOT NULL,
    scorer TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    low DOUBLE PRECISION NOT NULL,
    high DOUBLE PRECISION NOT NULL,
    verdicts JSONB NOT NULL,
    match BYTEA NOT NULL,
    CONSTRAINT matches_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT matches_tenant_id_profile_id_job_version_id_scorer_key UNIQUE (tenant_id, profile_id, job_version_id, scorer),
    CONSTRAINT matches_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT matches_tenant_id_profile_id_fk FOREIGN KEY(tenant_id, profile_id) REFERENCES profiles (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT matches_tenant_id_job_version_id_fk FOREIGN KEY(tenant_id, job_version_id) REFERENCES job_versions (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT matches_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE matches IS 'one profile against one version of a job by one version of the scorer; the findings quote the person and are sealed';
CREATE INDEX matches_job_version_id_idx ON matches (tenant_id, job_version_id, score);

CREATE TABLE scorecards (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    interview_id UUID NOT NULL,
    person_id UUID NOT NULL,
    made_by TEXT NOT NULL,
    ratings JSONB NOT NULL,
    notes BYTEA,
    submitted_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT scorecards_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT scorecards_tenant_id_interview_id_made_by_key UNIQUE (tenant_id, interview_id, made_by),
    CONSTRAINT scorecards_tenant_id_interview_id_fk FOREIGN KEY(tenant_id, interview_id) REFERENCES interviews (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT scorecards_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT scorecards_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE scorecards IS 'what one interviewer found, on the scale fixed beforehand; hidden from others until theirs is in';
