-- told: of the events in affected_events, what each of their reports tells while it stands, by the time of telling: as
-- known.sql does by the time of knowledge. What is told from infinity on begins at the last moment before {ever}.

CREATE OR REPLACE TEMP TABLE told AS
SELECT telling.event_id AS key,
    CASE WHEN isinf(telling.told_from) THEN {ever} - 1 ELSE coalesce(epoch_us(telling.told_from), -{ever}) END AS start_us,
    coalesce(epoch_us(telling.told_to), {ever}) AS end_us, telling.row_key, telling.independent_source, telling.incident_id,
    telling.article_id, NULL AS publisher, telling.reported_at, incident.killed, incident.injured
FROM core.tellings('affected_events') AS telling
JOIN core.incidents AS incident ON incident.row_id = telling.row_id;
