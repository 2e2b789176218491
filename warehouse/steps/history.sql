-- What this load did to the events in affected_events: old_members and old_tolls against the tables as they are now.
-- The variables load_number and loaded_at tell which load.
INSERT INTO core.event_history BY NAME
WITH now_member AS (
    SELECT event_id, incident_id, is_founder FROM core.event_members SEMI JOIN affected_events USING (event_id)
),
now_event AS (SELECT * FROM core.events SEMI JOIN affected_events USING (event_id)),
moved AS (
    SELECT incident_id, old.event_id AS old_event, now_member.event_id AS new_event, is_founder
    FROM old_members AS old
    FULL JOIN now_member USING (incident_id)
    WHERE old.event_id IS DISTINCT FROM now_member.event_id
),
gone AS (
    SELECT old_event, arg_min(new_event, (new_event IS NULL, incident_id)) AS new_event
    FROM (SELECT event_id AS old_event, incident_id FROM old_members) AS old
    LEFT JOIN (SELECT event_id AS new_event, incident_id FROM now_member) USING (incident_id)
    ANTI JOIN now_event AS event ON event.event_id = old_event
    GROUP BY old_event
),
changes AS (
    SELECT event_id, 'founded' AS change, NULL AS incident_id, NULL AS related_event_id, NULL AS detail, 1 AS place
    FROM now_event
    ANTI JOIN (SELECT DISTINCT event_id FROM old_members) USING (event_id)
    UNION ALL
    SELECT new_event, 'joined', incident_id, old_event, NULL, 2
    FROM moved
    WHERE new_event IS NOT NULL AND NOT (is_founder AND old_event IS NULL)  -- who founds an event does not join it
    UNION ALL
    SELECT old_event, 'left', incident_id, new_event, NULL, 3
    FROM moved
    SEMI JOIN now_event AS event ON event.event_id = old_event
    WHERE old_event IS NOT NULL
    UNION ALL
    SELECT old_event,
        CASE
            WHEN new_event IS NULL THEN 'ended'
            WHEN new_event IN (SELECT event_id FROM old_members) THEN 'merged'
            ELSE 'renamed'
        END,
        NULL, new_event, NULL, 4
    FROM gone
    UNION ALL
    SELECT event_id, 'toll_changed', NULL, NULL,
        format('killed {} to {}, injured {} to {}',
            coalesce(old.killed_best::VARCHAR, 'not known'), coalesce(event.killed_best::VARCHAR, 'not known'),
            coalesce(old.injured_best::VARCHAR, 'not known'), coalesce(event.injured_best::VARCHAR, 'not known')),
        5
    FROM old_tolls AS old
    JOIN now_event AS event USING (event_id)
    WHERE (old.killed_low, old.killed_best, old.killed_high, old.injured_low, old.injured_best, old.injured_high)
        IS DISTINCT FROM (event.killed_low, event.killed_best, event.killed_high, event.injured_low,
            event.injured_best, event.injured_high)
)
SELECT getvariable('load_number') AS load_number, getvariable('loaded_at') AS recorded_at, * EXCLUDE (place)
FROM changes
ORDER BY place, event_id, incident_id;
