-- From the temporary table told: states, in each of which the same rows speak of an event; and heard, what each source is heard
-- with, from when to when.

CREATE OR REPLACE TEMP TABLE states AS FROM stretches_of('told');

-- A source is heard through its latest report that counts any: `option` is that report, for each of the source's own stretches.
CREATE OR REPLACE TEMP TABLE counting AS
SELECT {'event_id': key, 'source': independent_source, 'effect': effect} AS key, start_us, end_us, 0 AS option, row_key AS voter,
    {'is_undated': reported_at IS NULL, 'before': -epoch_us(reported_at), 'incident': incident_id, 'row': row_key} AS rank,
    0 AS grade
FROM (SELECT *, unnest(['killed', 'injured']) AS effect, unnest([killed, injured]) AS toll FROM told)
WHERE coalesce(toll.total, toll.civilian, toll.combatant, toll.unknown, toll.children, toll.women) IS NOT NULL;
CREATE OR REPLACE TEMP TABLE source_turns AS FROM stretches_of('counting');

CREATE OR REPLACE TEMP TABLE heard AS
SELECT turn.key.event_id AS key, turn.key.effect AS effect, turn.key.source AS independent_source, publisher, article_id, incident_id,
    reported_at, turn.start_us, turn.end_us, CASE turn.key.effect WHEN 'killed' THEN killed ELSE injured END AS toll
FROM standing('counting', 'source_turns') AS best
JOIN source_turns AS turn USING (stretch_no)
JOIN (
    SELECT DISTINCT ON (row_key) row_key, publisher, article_id, incident_id, reported_at, killed, injured FROM told
) ON row_key = best.first_rank.row;
DROP TABLE counting; DROP TABLE source_turns;
