-- What each source gives, beside what its event is now; which outlets report on a country; of which kind the sources are.

INSERT INTO core.kept_source_figures BY NAME
SELECT f.event_id, e.date_start, e.place, e.country, f.effect, f.victim, f.independent_source, f.publisher, f.article_id, f.incident_id,
    f.reported_at, f.low, f.best, f.high, f.known_from, f.known_to,
    f.is_current AND e.event_id IS NOT NULL AS is_current, settled.settled_at
FROM core.source_figures AS f
LEFT JOIN core.events AS e ON e.event_id = f.event_id
LEFT JOIN core.settled_events AS settled ON settled.event_id = f.event_id
WHERE coalesce(f.low, f.best, f.high) IS NOT NULL
ORDER BY f.effect, f.victim, e.date_start, f.event_id, f.reported_at, f.independent_source;

INSERT INTO core.kept_reporting BY NAME FROM core.computed_reporting ORDER BY ALL;

CREATE OR REPLACE VIEW core.reporting AS FROM core.kept_reporting;

INSERT INTO core.kept_kinds_of_sources BY NAME FROM core.kinds_of_sources ORDER BY source;

CREATE OR REPLACE VIEW core.kinds_of_sources AS FROM core.kept_kinds_of_sources;
