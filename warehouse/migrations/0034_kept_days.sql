-- Which days were read is kept in a published snapshot too: it is asked by every series.

CREATE TABLE core.kept_days (
    country      VARCHAR,
    "day"        DATE,
    articles     BIGINT,
    outlets      BIGINT,
    outlets_read BIGINT,
    is_read      BOOLEAN
);
COMMENT ON TABLE core.kept_days IS 'In a published snapshot: which days were read, by country, as core.days_read tells it now. Empty in the live database, which reckons it when asked';
COMMENT ON COLUMN core.kept_days.country IS 'ISO 3166-1 alpha-2; null: any';
COMMENT ON COLUMN core.kept_days."day" IS 'Of the outlets';
COMMENT ON COLUMN core.kept_days.articles IS 'Articles of any subject, of all outlets';
COMMENT ON COLUMN core.kept_days.outlets IS 'Outlets that report on the country';
COMMENT ON COLUMN core.kept_days.outlets_read IS 'Those of them that were read or silent on that day (mart.coverage)';
COMMENT ON COLUMN core.kept_days.is_read IS 'Whether these are most of them';
