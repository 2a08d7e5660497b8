-- What is on its way to somebody's own address.

CREATE TABLE mails (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    kind TEXT NOT NULL,
    about UUID NOT NULL,
    person_id UUID,
    content BYTEA,
    state TEXT DEFAULT 'waiting' NOT NULL,
    tries BIGINT DEFAULT 0 NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT mails_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT mails_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT mails_state_check CHECK (state IN ('waiting', 'sent', 'dropped', 'dead')),
    CONSTRAINT mails_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE mails IS 'a mail on its way; of one to a candidate no words, which are the message''s; of one to a user until it is sent, sealed with the tenant''s key';
CREATE INDEX mails_about_idx ON mails (tenant_id, about, id);
CREATE INDEX mails_person_id_idx ON mails (tenant_id, person_id);
