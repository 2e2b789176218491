-- What tells two attacks in the same words apart: days that both reports name for certain, and whose words they are.

ALTER TABLE core.incident_facts ADD COLUMN is_firm BOOLEAN;
COMMENT ON COLUMN core.incident_facts.is_firm IS 'Whether the article dates the incident to one day';
ALTER TABLE core.incident_facts ADD COLUMN outlet VARCHAR;
COMMENT ON COLUMN core.incident_facts.outlet IS 'The outlet, without accents, capitals and signs; null where it is not known';
