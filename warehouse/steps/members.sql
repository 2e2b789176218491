-- core.memberships of affected_events from sourced_stays (event_id, row_key, independent_source, start_us, end_us).

DELETE FROM core.memberships WHERE event_id IN (FROM affected_events);
INSERT INTO core.memberships BY NAME
WITH begun AS (
    -- one stay where one ends as the next begins
    SELECT *, start_us IS DISTINCT FROM lag(end_us) OVER (
            PARTITION BY event_id, row_key, independent_source ORDER BY start_us
        ) AS is_first
    FROM sourced_stays
),
numbered AS (
    SELECT *, count_if(is_first) OVER (PARTITION BY event_id, row_key, independent_source ORDER BY start_us) AS stay
    FROM begun
),
whole AS (
    SELECT event_id, row_key, independent_source, min(start_us) AS start_us, max(end_us) AS end_us
    FROM numbered
    GROUP BY event_id, row_key, independent_source, stay
)
SELECT event_id, row_key, fact.incident_id, fact.article_id, core.event_id_of(fact.incident_id) = event_id AS is_founder,
    independent_source,
    CASE WHEN start_us > -{ever} THEN make_timestamp(start_us) END AS known_from,
    CASE WHEN end_us < {ever} THEN make_timestamp(end_us) END AS known_to,
    end_us = {ever} AS is_current
FROM whole
JOIN core.incident_facts AS fact USING (row_key);
