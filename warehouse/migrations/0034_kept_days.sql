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

CREATE MACRO core.computed_days_read(country, known_at) AS TABLE
WITH reporting AS (
    SELECT DISTINCT coalesce(feed.publisher, article.publisher) AS publisher
    FROM core.incidents AS incident
    JOIN core.articles AS article ON article.article_id = incident.article_id
    LEFT JOIN raw.feeds AS feed ON feed.feed_id = article.feed_id
    WHERE core.stood_at(incident.known_from, incident.known_to, incident.is_current, known_at)
        AND (country IS NULL OR list_contains(list_transform(incident.places, lambda place: place.country), country))
    UNION
    SELECT feed.publisher FROM raw.feeds AS feed WHERE feed.is_listed AND (country IS NULL OR feed.country = country)
)
SELECT looked."day", sum(looked.articles)::BIGINT AS articles, count(reporting.publisher) AS outlets,
    count(reporting.publisher) FILTER (WHERE looked.coverage IN ('read', 'silent')) AS outlets_read,
    2 * count(reporting.publisher) FILTER (WHERE looked.coverage IN ('read', 'silent')) > count(reporting.publisher) AS is_read
FROM core.coverage_at(known_at) AS looked
LEFT JOIN reporting ON reporting.publisher = looked.publisher
GROUP BY ALL;
COMMENT ON MACRO TABLE core.computed_days_read IS 'core.days_read, reckoned from what was asked and told';

CREATE OR REPLACE MACRO core.days_read(country, known_at) AS TABLE
FROM core.computed_days_read(country, known_at);
COMMENT ON MACRO TABLE core.days_read IS 'For each day: the articles of any subject, how many outlets report on a country (any, where it is null), how many of them were read or silent on that day (mart.coverage), and is_read: whether these are most of them. An outlet reports on the country that it is of, and on those of which it ever told an attack, and counts from the first day on which it was asked or heard. Only of a day that was read is "no event" a zero';
