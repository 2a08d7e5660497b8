-- Which models are to be trained how, and what came out.

CREATE TABLE trainings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    what TEXT NOT NULL,
    config JSONB NOT NULL,
    asked_by TEXT NOT NULL,
    figures JSONB,
    artefact TEXT DEFAULT '' NOT NULL,
    CONSTRAINT trainings_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT trainings_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);
COMMENT ON TABLE trainings IS 'a model that is to be trained on this installation: what, how, and, once it is, how good it is and in which folder it lies';
