-- What access keeps: sessions, links, deliveries to webhooks, rates; and which tenants there are.

CREATE TABLE sessions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    user_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    old_hash BYTEA,
    old_until TIMESTAMP WITH TIME ZONE,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rotated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    proved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_tenant_id_token_hash_key UNIQUE (tenant_id, token_hash),
    CONSTRAINT sessions_tenant_id_user_id_fk FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT sessions_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE sessions IS 'a browser that somebody signed in with; of its token, and of the one before, only the hash is kept';
CREATE INDEX sessions_old_hash_idx ON sessions (tenant_id, old_hash);
CREATE INDEX sessions_user_id_idx ON sessions (tenant_id, user_id);

CREATE TABLE links (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    kind TEXT NOT NULL,
    about UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT links_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT links_tenant_id_token_hash_key UNIQUE (tenant_id, token_hash),
    CONSTRAINT links_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE links IS 'a private link: to a screening session, for a user who was invited or forgot their password, for the first owner';
CREATE INDEX links_about_idx ON links (tenant_id, about, kind);

CREATE TABLE deliveries (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    webhook_id UUID NOT NULL,
    event TEXT NOT NULL,
    type TEXT NOT NULL,
    body JSON NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    tries BIGINT DEFAULT 0 NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT deliveries_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT deliveries_tenant_id_webhook_id_event_key UNIQUE (tenant_id, webhook_id, event),
    CONSTRAINT deliveries_tenant_id_webhook_id_fk FOREIGN KEY(tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT deliveries_state_check CHECK (state IN ('waiting', 'delivered', 'dead')),
    CONSTRAINT deliveries_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE deliveries IS 'an event on its way to who is told of it: ids, codes and counts, as the very bytes that are signed';

CREATE UNLOGGED TABLE rate_buckets (
    tenant_id UUID NOT NULL,
    key BYTEA NOT NULL,
    held DOUBLE PRECISION NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    full_at DOUBLE PRECISION NOT NULL,
    ok BOOLEAN NOT NULL,
    CONSTRAINT rate_buckets_pk PRIMARY KEY (tenant_id, key),
    CONSTRAINT rate_buckets_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE rate_buckets IS 'how often somebody may still ask for something, all processes together; who and what is a keyed hash';

ALTER TABLE rate_buckets SET (fillfactor = 50); -- rows change at every try: in their own page, without touching the index
ALTER TABLE users ADD COLUMN proved_after TIMESTAMP WITH TIME ZONE;
CREATE UNIQUE INDEX users_oidc_subject_key ON users (tenant_id, oidc_subject);
ALTER TABLE api_keys ADD COLUMN hint TEXT DEFAULT '' NOT NULL;
ALTER TABLE webhooks ADD COLUMN rests_until TIMESTAMP WITH TIME ZONE;
COMMENT ON TABLE webhooks IS 'who is told of events; the secrets that sign them are sealed with the tenant''s key';
ALTER TABLE screening_sessions DROP COLUMN token_hash, DROP COLUMN expires_at;
COMMENT ON TABLE screening_sessions IS 'a conversation with a candidate, who comes by a private link';

-- Ids alone, beside the tables that deliver tasks: a tenant's tables show themselves to nobody else, upkeep has to know whom to ask.
CREATE TABLE queue.tenants (tenant_id UUID PRIMARY KEY);
CREATE FUNCTION queue.enrol() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue.tenants VALUES (NEW.tenant_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER tenants_enrol AFTER INSERT ON tenants FOR EACH ROW EXECUTE FUNCTION queue.enrol();
ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY; -- for this one look of the owner's
INSERT INTO queue.tenants SELECT tenant_id FROM tenants;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
