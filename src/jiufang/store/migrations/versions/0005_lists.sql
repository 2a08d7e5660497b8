-- What lists are read by: who counts among merged persons, the last match of an application, lots, and indexes for pages.

ALTER TABLE persons ADD COLUMN root_id UUID;
CREATE INDEX persons_listed_idx ON persons (tenant_id, id) WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX persons_root_id_idx ON persons (tenant_id, root_id) WHERE root_id IS NOT NULL;
COMMENT ON TABLE persons IS 'a human being, as one document introduced them; merged ones point to the person they turned out to be, and to the last of these';

ALTER TABLE profiles ADD COLUMN made_by TEXT DEFAULT '' NOT NULL, ADD COLUMN reason BYTEA;
CREATE INDEX taggings_tag_id_idx ON taggings (tenant_id, tag_id, person_id);
CREATE INDEX saved_searches_user_id_idx ON saved_searches (tenant_id, user_id, id);

ALTER TABLE applications
    ADD COLUMN duplicate_of UUID, ADD COLUMN match_id UUID, ADD COLUMN score DOUBLE PRECISION, ADD COLUMN lot BIGINT DEFAULT 0 NOT NULL;
DROP INDEX applications_job_id_idx;
CREATE INDEX applications_arrived_idx ON applications (tenant_id, job_id, id) WHERE duplicate_of IS NULL;
CREATE INDEX applications_job_id_idx ON applications (tenant_id, job_id, stage) WHERE duplicate_of IS NULL;
CREATE INDEX applications_lot_idx ON applications (tenant_id, job_id, lot, id) WHERE duplicate_of IS NULL;
CREATE INDEX applications_score_idx ON applications (tenant_id, job_id, coalesce(score, -1.0::double precision), lot, id) WHERE duplicate_of IS NULL;
COMMENT ON TABLE applications IS 'one person for one job, the stage that somebody moved them to, and their last match; who merged persons are has one that counts';

ALTER TABLE matches ADD COLUMN latest BOOLEAN DEFAULT true NOT NULL, ADD COLUMN lot BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX matches_latest_idx ON matches (tenant_id, job_version_id, score, lot, id) WHERE latest;
CREATE INDEX matches_person_id_idx ON matches (tenant_id, person_id, job_version_id);

ALTER TABLE interviews ADD COLUMN minutes BIGINT, ADD COLUMN place BYTEA;
CREATE INDEX interviews_application_id_idx ON interviews (tenant_id, application_id);
CREATE INDEX interviews_person_id_idx ON interviews (tenant_id, person_id);
CREATE INDEX interviews_starts_at_idx ON interviews (tenant_id, starts_at, id);
CREATE INDEX scorecards_person_id_idx ON scorecards (tenant_id, person_id);

ALTER TABLE messages ADD COLUMN thread_id UUID, ADD COLUMN made_by TEXT DEFAULT '' NOT NULL, ADD COLUMN external_id BYTEA;
CREATE UNIQUE INDEX messages_external_id_key ON messages (tenant_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX messages_person_id_idx ON messages (tenant_id, person_id, id);
CREATE INDEX messages_status_idx ON messages (tenant_id, status, id);
CREATE INDEX messages_thread_id_idx ON messages (tenant_id, thread_id, id);

ALTER TABLE screening_sessions ADD COLUMN match_id UUID;
CREATE INDEX screening_sessions_application_id_idx ON screening_sessions (tenant_id, application_id);
CREATE INDEX screening_sessions_person_id_idx ON screening_sessions (tenant_id, person_id, id);
CREATE INDEX audit_log_actor_idx ON audit_log (tenant_id, actor, number);

CREATE TABLE job_team (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    job_id UUID NOT NULL,
    user_id UUID NOT NULL,
    CONSTRAINT job_team_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT job_team_tenant_id_job_id_user_id_key UNIQUE (tenant_id, job_id, user_id),
    CONSTRAINT job_team_tenant_id_job_id_fk FOREIGN KEY(tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT job_team_tenant_id_user_id_fk FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT job_team_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE job_team IS 'a user whose own a job is: its hiring managers';
CREATE INDEX job_team_user_id_idx ON job_team (tenant_id, user_id, job_id);

CREATE TABLE attachments (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    message_id UUID,
    made_by TEXT NOT NULL,
    media_type TEXT DEFAULT '' NOT NULL,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    name BYTEA NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT attachments_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT attachments_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT attachments_tenant_id_message_id_fk FOREIGN KEY(tenant_id, message_id) REFERENCES messages (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT attachments_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE attachments IS 'a file that goes with a letter, or that somebody laid beside a person; nothing is read in it';
CREATE INDEX attachments_message_id_idx ON attachments (tenant_id, message_id);
CREATE INDEX attachments_person_id_idx ON attachments (tenant_id, person_id, id);

CREATE TABLE sightings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    person_id UUID NOT NULL,
    entry_id UUID NOT NULL,
    CONSTRAINT sightings_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT sightings_tenant_id_entry_id_fk FOREIGN KEY(tenant_id, entry_id) REFERENCES audit_log (tenant_id, id),
    CONSTRAINT sightings_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE sightings IS 'whom an entry of the audit log is about, where it tells of several; the chained entry names them too';
CREATE INDEX sightings_person_id_idx ON sightings (tenant_id, person_id, id);

-- What is kept already: whom merged persons are at last, and one application each for a job.
WITH RECURSIVE above AS (
    SELECT tenant_id, id, merged_into AS root FROM persons WHERE merged_into IS NOT NULL
    UNION ALL
    SELECT a.tenant_id, a.id, p.merged_into FROM above a JOIN persons p ON p.tenant_id = a.tenant_id AND p.id = a.root WHERE p.merged_into IS NOT NULL
), last AS (
    SELECT a.tenant_id, a.id, a.root FROM above a JOIN persons p ON p.tenant_id = a.tenant_id AND p.id = a.root WHERE p.merged_into IS NULL
)
UPDATE persons SET root_id = last.root FROM last WHERE persons.tenant_id = last.tenant_id AND persons.id = last.id;
UPDATE applications SET lot = ('x' || substr(md5(job_id::text || person_id::text), 1, 13))::bit(52)::bigint;
UPDATE matches SET lot = ('x' || substr(md5(job_version_id::text || profile_id::text), 1, 13))::bit(52)::bigint;
