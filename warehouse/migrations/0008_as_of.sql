-- What was known then.

CREATE MACRO mart.events_as_of(known_at) AS TABLE
SELECT * EXCLUDE (is_current)
FROM core.event_states
WHERE (known_from IS NULL OR known_from <= known_at::TIMESTAMP) AND (known_to IS NULL OR known_at::TIMESTAMP < known_to);
COMMENT ON MACRO TABLE mart.events_as_of IS 'The events as they were known at a time (UTC): what mart.events would have given then. known_from and known_to tell from when to when each was known to be so';

CREATE MACRO mart.event_states_of(event) AS TABLE
SELECT state.*
FROM core.event_states AS state
WHERE state.event_id = event
ORDER BY state.known_from NULLS FIRST;
COMMENT ON MACRO TABLE mart.event_states_of IS 'What one event was known to be, from when to when, oldest first';
