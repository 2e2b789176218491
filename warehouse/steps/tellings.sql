-- told: of the events in affected_events, what each of their reports tells while it stands, by the time of telling: as
-- known.sql does by the time of knowledge.

CREATE OR REPLACE TEMP TABLE told AS
SELECT telling.event_id AS key, coalesce(epoch_us(telling.told_from), -{ever}) AS start_us,
    coalesce(epoch_us(telling.told_to), {ever}) AS end_us, telling.row_key, telling.independent_source, telling.incident_id,
    telling.article_id, NULL AS publisher, telling.reported_at, incident.killed, incident.injured
FROM core.tellings('affected_events') AS telling
JOIN core.incidents AS incident ON incident.row_id = telling.row_id;
