-- What each source gives of each event, which outlets report on a country, and of which kind a source is, kept in a snapshot too.

CREATE TABLE core.kept_source_figures (
    event_id           VARCHAR,
    date_start         DATE,
    place              VARCHAR,
    country            VARCHAR,
    effect             VARCHAR,
    victim             VARCHAR,
    independent_source VARCHAR,
    publisher          VARCHAR,
    article_id         VARCHAR,
    incident_id        VARCHAR,
    reported_at        TIMESTAMP,
    low                BIGINT,
    best               BIGINT,
    high               BIGINT,
    known_from         TIMESTAMP,
    known_to           TIMESTAMP,
    is_current         BOOLEAN,
    settled_at         TIMESTAMP
);
COMMENT ON TABLE core.kept_source_figures IS 'In a published snapshot: core.source_figures beside what its event is now, in the order of questions. Empty in the live database';
COMMENT ON COLUMN core.kept_source_figures.event_id IS 'The event';
COMMENT ON COLUMN core.kept_source_figures.date_start IS 'First day of the event as it is known now; null where it has ended';
COMMENT ON COLUMN core.kept_source_figures.place IS 'Place of the event as it is known now';
COMMENT ON COLUMN core.kept_source_figures.country IS 'ISO 3166-1 alpha-2 code of the event as it is known now';
COMMENT ON COLUMN core.kept_source_figures.effect IS 'killed or injured';
COMMENT ON COLUMN core.kept_source_figures.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN core.kept_source_figures.independent_source IS 'As in core.memberships';
COMMENT ON COLUMN core.kept_source_figures.publisher IS 'The outlet whose report speaks for the source';
COMMENT ON COLUMN core.kept_source_figures.article_id IS 'That report';
COMMENT ON COLUMN core.kept_source_figures.incident_id IS 'What it says of the event';
COMMENT ON COLUMN core.kept_source_figures.reported_at IS 'When it was published, or first seen; UTC';
COMMENT ON COLUMN core.kept_source_figures.low IS 'Least figure; null where it sets none';
COMMENT ON COLUMN core.kept_source_figures.best IS 'Best figure; null where it gives none';
COMMENT ON COLUMN core.kept_source_figures.high IS 'Greatest figure; null where it sets no upper bound';
COMMENT ON COLUMN core.kept_source_figures.known_from IS 'UTC; since when it was known';
COMMENT ON COLUMN core.kept_source_figures.known_to IS 'UTC; until when; null while it is';
COMMENT ON COLUMN core.kept_source_figures.is_current IS 'Whether it stands now';
COMMENT ON COLUMN core.kept_source_figures.settled_at IS 'UTC; since then nothing has changed that bears on the event';

CREATE TABLE core.kept_reporting (
    country    VARCHAR,
    publisher  VARCHAR,
    known_from TIMESTAMP,
    known_to   TIMESTAMP,
    is_current BOOLEAN
);
COMMENT ON TABLE core.kept_reporting IS 'In a published snapshot: core.computed_reporting. Empty in the live database';
COMMENT ON COLUMN core.kept_reporting.country IS 'ISO 3166-1 alpha-2; null: any';
COMMENT ON COLUMN core.kept_reporting.publisher IS 'An outlet that told of an attack there';
COMMENT ON COLUMN core.kept_reporting.known_from IS 'UTC; since when; null: since ever';
COMMENT ON COLUMN core.kept_reporting.known_to IS 'UTC; until when its reports stood; null while they do';
COMMENT ON COLUMN core.kept_reporting.is_current IS 'Whether they stand now';

CREATE TABLE core.kept_kinds_of_sources (
    source      VARCHAR,
    kind        VARCHAR,
    reliability BIGINT,
    is_party    BOOLEAN
);
COMMENT ON TABLE core.kept_kinds_of_sources IS 'In a published snapshot: core.kinds_of_sources. Empty in the live database';
COMMENT ON COLUMN core.kept_kinds_of_sources.source IS 'A source or outlet as the news writes it';
COMMENT ON COLUMN core.kept_kinds_of_sources.kind IS 'As in core.kinds_of_sources';
COMMENT ON COLUMN core.kept_kinds_of_sources.reliability IS 'As in core.kinds_of_sources';
COMMENT ON COLUMN core.kept_kinds_of_sources.is_party IS 'As in core.kinds_of_sources';
