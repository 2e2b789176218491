-- told: of the events in affected_events, what each member says while it is known to be one. Keys and times are those of
-- spans.sql.

CREATE OR REPLACE TEMP TABLE told AS
SELECT member.event_id AS key, coalesce(epoch_us(member.known_from), -{ever}) AS start_us,
    coalesce(epoch_us(member.known_to), {ever}) AS end_us, member.row_key, member.independent_source, member.incident_id,
    member.article_id, article.outlet AS publisher, article.reported_at AS published_at,
    core.reported_at(incident.known_from, article.first_known_at, article.reported_at) AS reported_at,
    incident.date_start, incident.date_end, incident.date_precision, incident.places, incident.actors,
    incident.method, incident.killed, incident.injured
FROM core.memberships AS member
SEMI JOIN affected_events ON affected_events.event_id = member.event_id
JOIN core.incident_facts AS fact ON fact.row_key = member.row_key
JOIN core.incidents AS incident ON incident.row_id = fact.row_id
JOIN core.articles AS article ON article.article_id = member.article_id;
