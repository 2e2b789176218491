-- How sources differ on one event, how a first figure becomes the settled one, and of whom claims tell.

COMMENT ON COLUMN core.phrases.list IS 'source (kinds of sources), vague (ACLED''s numbers for vague words), mass_event, reason (why a toll changed), victim (who the victims were)';
COMMENT ON COLUMN core.phrases.meaning IS 'The kind of source or of victim, or the reason; null for the other lists';

CREATE TABLE core.kept_claim_counts (
    event_id       VARCHAR,
    effect         VARCHAR,
    claims         BIGINT,
    civilian       BIGINT,
    combatant      BIGINT,
    unknown        BIGINT,
    children       BIGINT,
    women          BIGINT,
    medics         BIGINT,
    journalists    BIGINT,
    aid_workers    BIGINT,
    date_start     DATE,
    date_precision VARCHAR,
    country        VARCHAR,
    settled_at     TIMESTAMP
);
COMMENT ON TABLE core.kept_claim_counts IS 'In a published snapshot: how many claims of each event tell of whom. Empty in the live database, which counts when asked';
COMMENT ON COLUMN core.kept_claim_counts.event_id IS 'The event';
COMMENT ON COLUMN core.kept_claim_counts.effect IS 'killed or injured';
COMMENT ON COLUMN core.kept_claim_counts.claims IS 'Claims that tell of the incident and assert it';
COMMENT ON COLUMN core.kept_claim_counts.civilian IS 'Claims of civilians';
COMMENT ON COLUMN core.kept_claim_counts.combatant IS 'Claims of combatants';
COMMENT ON COLUMN core.kept_claim_counts.unknown IS 'Claims that do not say';
COMMENT ON COLUMN core.kept_claim_counts.children IS 'Claims of children, also counted in the first three';
COMMENT ON COLUMN core.kept_claim_counts.women IS 'Claims of women or girls, also counted in the first three';
COMMENT ON COLUMN core.kept_claim_counts.medics IS 'Claims whose quote names medics (warehouse/policies/victims.toml)';
COMMENT ON COLUMN core.kept_claim_counts.journalists IS 'Claims whose quote names journalists';
COMMENT ON COLUMN core.kept_claim_counts.aid_workers IS 'Claims whose quote names aid or rescue workers';
COMMENT ON COLUMN core.kept_claim_counts.date_start IS 'First day of the event';
COMMENT ON COLUMN core.kept_claim_counts.date_precision IS 'day, days, week, month, year or inferred';
COMMENT ON COLUMN core.kept_claim_counts.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN core.kept_claim_counts.settled_at IS 'UTC; since then nothing that bears on the event has changed';
