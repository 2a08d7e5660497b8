CREATE TABLE search_entries (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    number INTEGER,
    rules TEXT NOT NULL,
    terms TEXT NOT NULL,
    facets TEXT[] NOT NULL,
    CONSTRAINT search_entries_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT search_entries_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id),
    CONSTRAINT search_entries_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT search_entries_tenant_id_id_fk FOREIGN KEY(tenant_id, id) REFERENCES profiles (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX search_entries_person_id_idx ON search_entries (tenant_id, person_id);
-- Who came since the last packing: a few hundred of a million.
CREATE INDEX search_entries_unpacked_idx ON search_entries (tenant_id, id) WHERE number IS NULL;
COMMENT ON TABLE search_entries IS 'what of a profile is searched: words and facets of its blind text; `number` is its place in the postings once it was packed';

CREATE TABLE search_postings (
    tenant_id UUID NOT NULL,
    segment INTEGER NOT NULL,
    term TEXT COLLATE "C" NOT NULL,
    numbers BYTEA NOT NULL,
    impacts BYTEA NOT NULL,
    CONSTRAINT search_postings_pk PRIMARY KEY (tenant_id, term, segment),
    CONSTRAINT search_postings_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
-- Appended to and read whole: compressing them costs more than it saves.
ALTER TABLE search_postings ALTER COLUMN numbers SET STORAGE EXTERNAL, ALTER COLUMN impacts SET STORAGE EXTERNAL;
COMMENT ON TABLE search_postings IS 'in which profiles of a segment a term stands (index/postings.py), and how much it weighs there';

CREATE TABLE search_vectors (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    person_id UUID NOT NULL,
    number INTEGER,
    model TEXT NOT NULL,
    vector halfvec(384) NOT NULL,
    CONSTRAINT search_vectors_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT search_vectors_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id),
    CONSTRAINT search_vectors_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT search_vectors_tenant_id_id_fk FOREIGN KEY(tenant_id, id) REFERENCES search_entries (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX search_vectors_person_id_idx ON search_vectors (tenant_id, person_id);
CREATE INDEX search_vectors_vector_idx ON search_vectors USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 64);
COMMENT ON TABLE search_vectors IS 'the meaning of a profile as a vector of its blind text, by one encoder';

CREATE TABLE search_alerts (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    search_id UUID NOT NULL,
    person_id UUID NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT search_alerts_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT search_alerts_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id),
    CONSTRAINT search_alerts_tenant_id_search_id_person_id_key UNIQUE (tenant_id, search_id, person_id),
    CONSTRAINT search_alerts_tenant_id_search_id_fk FOREIGN KEY(tenant_id, search_id) REFERENCES saved_searches (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT search_alerts_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX search_alerts_person_id_idx ON search_alerts (tenant_id, person_id);
COMMENT ON TABLE search_alerts IS 'somebody new fits a saved search; once a person and search';
