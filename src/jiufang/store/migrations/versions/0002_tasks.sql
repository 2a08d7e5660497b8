-- What is to be done in the background.

CREATE TABLE tasks (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    kind TEXT NOT NULL,
    key BYTEA NOT NULL,
    ids JSONB NOT NULL,
    asked_by TEXT NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    attempt BIGINT DEFAULT 0 NOT NULL,
    failures BIGINT DEFAULT 0 NOT NULL,
    kills BIGINT DEFAULT 0 NOT NULL,
    steps BIGINT DEFAULT 0 NOT NULL,
    of_steps BIGINT DEFAULT 0 NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    cancel_asked BOOLEAN DEFAULT false NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT tasks_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT tasks_tenant_id_key_key UNIQUE (tenant_id, key),
    CONSTRAINT tasks_state_check CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'dead')),
    CONSTRAINT tasks_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE tasks IS 'something to do in the background; ids only, and of an error no more than its class and place';
CREATE INDEX tasks_state_idx ON tasks (tenant_id, state, id);
