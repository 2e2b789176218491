-- In a snapshot: how its macros read what it keeps. Since when an event's figures are what they are now is known, so those
-- of an earlier time are computed for the events alone that were to change yet.

CREATE OR REPLACE MACRO core.events_at(at_time, in_country, from_day, to_day) AS TABLE
SELECT event.* EXCLUDE (known_from, known_to, is_current)
FROM core.event_states AS event
SEMI JOIN (
    SELECT settled.event_id FROM core.settled_events AS settled
    WHERE at_time IS NOT NULL AND settled.settled_at > at_time::TIMESTAMP
) AS unsettled ON unsettled.event_id = event.event_id
WHERE core.stood_at(event.known_from, event.known_to, event.is_current, at_time)
    AND (in_country IS NULL OR event.country = in_country)
    AND (from_day IS NULL OR event.date_start >= from_day::DATE)
    AND (to_day IS NULL OR event.date_start <= to_day::DATE);

CREATE OR REPLACE MACRO core.figures_of_policy(policy, known_at, country, since, until) AS TABLE
SELECT kept.event_id, kept.date_start, kept.date_precision, kept.country, kept.admin1, kept.place, kept.actors, kept.method,
    kept.effect, kept.victim, kept.low, kept.best, kept.high, kept.grade, kept.sources
FROM core.kept_figures AS kept
WHERE kept.policy = policy
    AND (known_at IS NULL OR kept.settled_at IS NULL OR kept.settled_at <= known_at::TIMESTAMP)
    AND (country IS NULL OR kept.country = country)
    AND (since IS NULL OR kept.date_start >= since::DATE)
    AND (until IS NULL OR kept.date_start <= until::DATE)
UNION ALL BY NAME
SELECT * FROM core.computed_figures(policy, known_at, country, since, until) WHERE known_at IS NOT NULL;

CREATE OR REPLACE MACRO core.counted_figures(policy, known_at, country, since, until) AS TABLE
SELECT counted.event_id, counted.date_start, counted.date_precision, counted.country, counted.admin1, counted.place, counted.actors, counted.method,
    counted.effect, counted.victim, counted.low, counted.best, counted.high, counted.grade, counted.sources
FROM (
    FROM core.kept_figures ANTI JOIN (SELECT DISTINCT whole.event_id FROM core.kept_remainders AS whole) AS held USING (event_id)
    UNION ALL
    FROM (SELECT remains.* FROM core.kept_remainders AS remains)
    QUALIFY bool_or(core.is_left(low, best, high)) OVER (PARTITION BY policy, event_id)
) AS counted
WHERE counted.policy = policy
    AND (known_at IS NULL OR counted.settled_at IS NULL OR counted.settled_at <= known_at::TIMESTAMP)
    AND (country IS NULL OR counted.country = country)
    AND (since IS NULL OR counted.date_start >= since::DATE)
    AND (until IS NULL OR counted.date_start <= until::DATE)
UNION ALL BY NAME
SELECT * FROM core.computed_counted_figures(policy, known_at, country, since, until) WHERE known_at IS NOT NULL;

CREATE OR REPLACE MACRO core.computed_figures_of_sources(at_time, in_country, from_day, to_day) AS TABLE
SELECT f.event_id, e.date_start, e.place, e.country, f.effect, f.victim, f.independent_source, f.publisher, f.article_id, f.incident_id,
    f.reported_at, f.low, f.best, f.high
FROM core.kept_source_figures AS f
JOIN core.events_at(at_time, in_country, from_day, to_day) AS e ON e.event_id = f.event_id
WHERE f.settled_at > at_time::TIMESTAMP AND core.stood_at(f.known_from, f.known_to, f.is_current, at_time);

CREATE OR REPLACE MACRO core.figures_of_sources(at_time, in_country, from_day, to_day) AS TABLE
SELECT kept.* EXCLUDE (known_from, known_to, is_current, settled_at)
FROM core.kept_source_figures AS kept
WHERE kept.is_current AND (at_time IS NULL OR kept.settled_at IS NULL OR kept.settled_at <= at_time::TIMESTAMP)
    AND (in_country IS NULL OR kept.country = in_country)
    AND (from_day IS NULL OR kept.date_start >= from_day::DATE)
    AND (to_day IS NULL OR kept.date_start <= to_day::DATE)
UNION ALL BY NAME
SELECT * FROM core.computed_figures_of_sources(at_time, in_country, from_day, to_day) WHERE at_time IS NOT NULL;

CREATE OR REPLACE MACRO core.claim_counts(known_at, country, since, until) AS TABLE
SELECT kept.* EXCLUDE (settled_at)
FROM core.kept_claim_counts AS kept
WHERE (known_at IS NULL OR kept.settled_at IS NULL OR kept.settled_at <= known_at::TIMESTAMP)
    AND (country IS NULL OR kept.country = country)
    AND (since IS NULL OR kept.date_start >= since::DATE)
    AND (until IS NULL OR kept.date_start <= until::DATE)
UNION ALL BY NAME
SELECT * FROM core.computed_claim_counts(known_at, country, since, until) WHERE known_at IS NOT NULL;

CREATE OR REPLACE MACRO core.days_read(country, known_at) AS TABLE
SELECT anywhere."day", anywhere.articles, coalesce(here.outlets, 0) AS outlets, coalesce(here.outlets_read, 0) AS outlets_read,
    coalesce(here.is_read, false) AS is_read
FROM core.kept_days AS anywhere
LEFT JOIN core.kept_days AS here ON here."day" = anywhere."day" AND here.country IS NOT DISTINCT FROM country
WHERE anywhere.country IS NULL AND known_at IS NULL
UNION ALL BY NAME
SELECT * FROM core.computed_days_read(country, known_at) WHERE known_at IS NOT NULL;
