-- core.told_figures of the events in affected_events, from states and state_tolls by the time of telling.

CREATE OR REPLACE TEMP TABLE same_figures AS
WITH said AS (
    SELECT states.key AS event_id, effect, start_us, end_us, unnest([{figures}]) AS figure
    FROM state_tolls
    JOIN states ON states.stretch_no = state_no
)
SELECT event_id, effect, figure.*, start_us, end_us, {{'event': event_id, 'effect': effect, 'figure': figure}} AS same
FROM said
WHERE coalesce(figure.low, figure.best, figure.high) IS NOT NULL;

DELETE FROM core.told_figures WHERE event_id IN (FROM affected_events);
INSERT INTO core.told_figures BY NAME
SELECT * EXCLUDE (known_from, known_to, is_current), if(epoch_us(known_from) = {ever} - 1, 'infinity'::TIMESTAMP, known_from) AS told_from,
    if(epoch_us(known_to) = {ever} - 1, 'infinity'::TIMESTAMP, known_to) AS told_to
FROM whole_stretches('same_figures');
