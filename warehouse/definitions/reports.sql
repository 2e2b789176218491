-- What was told of an event, by whom and in which words, and what joined the reports.

CREATE VIEW core.event_reports AS
SELECT member.event_id, member.incident_id, member.article_id, article.url, article.outlet AS publisher, article.title,
    article.reported_at AS published_at,
    CASE WHEN article.versions > 1 AND incident.known_from > article.first_known_at THEN incident.known_from
        ELSE article.reported_at
    END AS reported_at,
    member.independent_source, incident.ordinal,
    list_filter(['killed', 'injured'], lambda effect: CASE effect
        WHEN 'killed' THEN coalesce(incident.killed.total, incident.killed.civilian, incident.killed.combatant,
            incident.killed.unknown, incident.killed.children, incident.killed.women)
        ELSE coalesce(incident.injured.total, incident.injured.civilian, incident.injured.combatant,
            incident.injured.unknown, incident.injured.children, incident.injured.women)
    END IS NOT NULL) AS counted
FROM core.event_members AS member
JOIN core.articles AS article USING (article_id)
JOIN core.incidents AS incident ON incident.incident_id = member.incident_id AND incident.is_current;
COMMENT ON VIEW core.event_reports IS 'What each article in each event is, before its source''s reports are compared (mart.reports)';
COMMENT ON COLUMN core.event_reports.incident_id IS 'What the article says of it';
COMMENT ON COLUMN core.event_reports.publisher IS 'Outlet, as the first sighting names it';
COMMENT ON COLUMN core.event_reports.published_at IS 'As in mart.reports';
COMMENT ON COLUMN core.event_reports.reported_at IS 'As in mart.reports';
COMMENT ON COLUMN core.event_reports.ordinal IS 'Place of the incident in its article; 1 is the main one';
COMMENT ON COLUMN core.event_reports.counted IS 'Of killed and injured, those of which it has a figure';

CREATE VIEW mart.reports AS
-- each part is joined by event, so that WHERE event_id = reaches every scan
WITH heard AS (
    SELECT event_id, incident_id, list(effect ORDER BY effect DESC) AS effects
    FROM (
        SELECT report.event_id, report.incident_id, told.effect
        FROM core.event_reports AS report
        JOIN (VALUES ('killed'), ('injured')) AS told (effect) ON list_contains(report.counted, told.effect)
        QUALIFY row_number() OVER (
            PARTITION BY report.event_id, report.independent_source, told.effect
            ORDER BY report.reported_at DESC NULLS LAST, report.incident_id
        ) = 1
    )
    GROUP BY event_id, incident_id
),
linked AS (
    SELECT event_id, incident_id, avg(millibits) / 1000 AS score
    FROM (
        SELECT a.event_id, unnest([a.incident_id, b.incident_id]) AS incident_id, link.millibits
        FROM core.event_links AS link
        JOIN core.memberships AS a ON a.row_key = link.row_a AND a.is_current
        JOIN core.memberships AS b ON b.row_key = link.row_b AND b.is_current AND b.event_id = a.event_id
    )
    GROUP BY event_id, incident_id
)
SELECT event_id, incident_id, article_id, url, publisher, title, published_at, reported_at, independent_source,
    coalesce(heard.effects, []) AS heard_for, heard.effects IS NOT NULL AS is_heard, round(score, 1) AS score
FROM core.event_reports
LEFT JOIN heard USING (event_id, incident_id)
LEFT JOIN linked USING (event_id, incident_id);
COMMENT ON VIEW mart.reports IS 'One row for each article in each event: who reported it, when, and on whose account.';
COMMENT ON COLUMN mart.reports.incident_id IS 'What the article says of it';
COMMENT ON COLUMN mart.reports.publisher IS 'Outlet, as the first sighting names it';
COMMENT ON COLUMN mart.reports.published_at IS 'UTC, as the article had it when it was first seen; midnight where it gave the day only, the sighting itself where not even that';
COMMENT ON COLUMN mart.reports.reported_at IS 'UTC; when the figures that stand now were first given: publication, or the sighting of the version that changed them';
COMMENT ON COLUMN mart.reports.heard_for IS 'Of killed and injured, those that the source gives through this report: its latest that counts any';
COMMENT ON COLUMN mart.reports.is_heard IS 'True where the source gives its killed, its injured or both through this report';
COMMENT ON COLUMN mart.reports.score IS 'Mean score of its links to the other reports, in bits; null where it stands alone';

CREATE MACRO core.claims_in(event) AS TABLE
SELECT event_id, claim_id, article_id, publisher, url, headline AS title, published_at, quote, effect, low, best, high, qualifier,
    victim, age, gender, scope, modality, source, via, place, actor, date_start, date_end, confidence, span_start, span_end,
    known_from, NULL::TIMESTAMP AS known_to, why_not_counted, is_counted, independent_source
FROM mart.evidence(event := event)
UNION ALL BY NAME
SELECT member.event_id, claim.claim_id, claim.article_id, article.outlet AS publisher, article.url, article.title,
    article.reported_at AS published_at,
    claim.quote, claim.effect, claim.low, claim.best, claim.high, claim.qualifier, claim.victim, claim.age, claim.gender, claim.scope,
    claim.modality, claim.source, claim.via, claim.place, claim.actor, claim.date_start, claim.date_end, claim.confidence,
    claim.span_start, claim.span_end, claim.known_from, claim.known_to,
    if(claim.closed_because = 'reread', 'an older reading of the same words', 'the article no longer says so') AS why_not_counted,
    false AS is_counted, member.independent_source
FROM core.events_asked(event, NULL, NULL, NULL, NULL) AS asked
JOIN core.event_members AS member ON member.event_id = asked.event_id
JOIN core.articles AS article ON article.article_id = member.article_id
JOIN core.incidents AS incident ON incident.incident_id = member.incident_id AND incident.is_current
-- running totals and the like belong to no incident: they are shown with the main one
JOIN core.claims AS claim ON claim.article_id = member.article_id AND coalesce(claim.incident_id = member.incident_id, incident.ordinal = 1)
WHERE NOT claim.is_current;
COMMENT ON MACRO TABLE core.claims_in IS 'The claims of one event, or of all: mart.evidence, and what articles no longer say';

CREATE VIEW mart.event_claims AS
FROM core.claims_in(NULL);
COMMENT ON VIEW mart.event_claims IS 'Every claim that bears on an event, with its quote and source, and whether a figure rests on it.';
COMMENT ON COLUMN mart.event_claims.claim_id IS 'The claim; null where the figure rests on the headline, which is then the quote';
COMMENT ON COLUMN mart.event_claims.published_at IS 'UTC; midnight where only the day is known';
COMMENT ON COLUMN mart.event_claims.scope IS 'incident, period (a total over a stretch of time), cumulative (a running total), other';
COMMENT ON COLUMN mart.event_claims.modality IS 'asserted, feared or denied';
COMMENT ON COLUMN mart.event_claims.source IS 'Who reports the figure, as the text names it; null where the article says it in its own voice';
COMMENT ON COLUMN mart.event_claims.via IS 'Through whom the source was heard, such as an agency';
COMMENT ON COLUMN mart.event_claims.actor IS 'Who did it, as the text names it';
COMMENT ON COLUMN mart.event_claims.date_start IS 'First day of what the claim is about; null where the article gives no time';
COMMENT ON COLUMN mart.event_claims.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN mart.event_claims.confidence IS '0 to 1: how sure the extractor is of its reading';
COMMENT ON COLUMN mart.event_claims.span_start IS 'First character of the quote in the text of the version';
COMMENT ON COLUMN mart.event_claims.span_end IS 'First character after the quote';
COMMENT ON COLUMN mart.event_claims.known_from IS 'UTC; when the article first said so';
COMMENT ON COLUMN mart.event_claims.known_to IS 'UTC; when it stopped saying so';
COMMENT ON COLUMN mart.event_claims.is_counted IS 'True where a figure of the event rests on this claim';
COMMENT ON COLUMN mart.event_claims.why_not_counted IS 'The reason where none does';

CREATE MACRO mart.claims_of_event(event) AS TABLE
SELECT claim.*
FROM core.claims_in(event) AS claim
ORDER BY claim.is_counted DESC, claim.published_at, claim.article_id, claim.span_start, claim.claim_id;
COMMENT ON MACRO TABLE mart.claims_of_event IS 'The claims of one event, those first on which its figures rest; older ids are followed';

CREATE VIEW mart.links AS
SELECT a.incident_id AS incident_a, b.incident_id AS incident_b, link.millibits / 1000 AS score,
    member_a.event_id AS event_a, member_b.event_id AS event_b, member_a.event_id = member_b.event_id AS is_joined,
    link.levels
FROM core.event_links AS link
JOIN core.incident_facts AS a ON a.row_key = link.row_a AND a.is_current
JOIN core.incident_facts AS b ON b.row_key = link.row_b AND b.is_current
JOIN core.memberships AS member_a ON member_a.row_key = link.row_a AND member_a.is_current
JOIN core.memberships AS member_b ON member_b.row_key = link.row_b AND member_b.is_current;
COMMENT ON VIEW mart.links IS 'Pairs of incidents that were compared, with their score, how each comparison came out, and the events that hold them.';
COMMENT ON COLUMN mart.links.incident_a IS 'An incident';
COMMENT ON COLUMN mart.links.incident_b IS 'The incident that it was compared with';
COMMENT ON COLUMN mart.links.score IS 'Bits: above 0, one attack is likelier than two';
COMMENT ON COLUMN mart.links.event_a IS 'The event of the first';
COMMENT ON COLUMN mart.links.event_b IS 'The event of the second';
COMMENT ON COLUMN mart.links.is_joined IS 'Whether they are in one event';
COMMENT ON COLUMN mart.links.levels IS 'How each comparison came out; core.link_weights tells what that adds to the score';
