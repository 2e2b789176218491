-- Of the events in affected_events: told, what each member says while it is one; states, in each of which the same rows are
-- members; and heard, what each source is heard with, from when to when. Keys and times are those of spans.sql.

CREATE OR REPLACE TEMP TABLE told AS
SELECT member.event_id AS key, coalesce(epoch_us(member.known_from), -{ever}) AS start_us,
    coalesce(epoch_us(member.known_to), {ever}) AS end_us, member.row_key, member.independent_source, member.incident_id,
    member.article_id, article.outlet AS publisher, article.reported_at AS published_at,
    CASE WHEN incident.known_from > article.first_known_at THEN incident.known_from
        ELSE article.reported_at
    END AS reported_at,
    incident.date_start, incident.date_end, incident.date_precision, incident.places, incident.actors,
    incident.method, incident.killed, incident.injured
FROM core.memberships AS member
SEMI JOIN affected_events ON affected_events.event_id = member.event_id
JOIN core.incident_facts AS fact ON fact.row_key = member.row_key
JOIN core.incidents AS incident ON incident.row_id = fact.row_id
JOIN core.articles AS article ON article.article_id = member.article_id;

CREATE OR REPLACE TEMP TABLE states AS FROM stretches_of('told');

-- A source is heard through its latest report that counts any: `option` is that report, for each of the source's own stretches.
CREATE OR REPLACE TEMP TABLE counting AS
SELECT {{'event_id': key, 'source': independent_source, 'effect': effect}} AS key, start_us, end_us, 0 AS option, row_key AS voter,
    {{'is_undated': reported_at IS NULL, 'before': -epoch_us(reported_at), 'incident': incident_id, 'row': row_key}} AS rank,
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
