CREATE TABLE stage_templates (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    name TEXT NOT NULL,
    template JSONB NOT NULL,
    CONSTRAINT stage_templates_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT stage_templates_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id),
    CONSTRAINT stage_templates_tenant_id_name_key UNIQUE (tenant_id, name)
);
COMMENT ON TABLE stage_templates IS 'stages that a company gave itself; `template` is the record of the decisions room';

CREATE FUNCTION refuse_resubmission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a scorecard that is in stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER scorecards_stay BEFORE UPDATE ON scorecards FOR EACH ROW
    WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION refuse_resubmission();
