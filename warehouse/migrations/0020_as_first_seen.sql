-- What an article says of itself may change with its versions: who wrote it, whose text it is, when it appeared. An answer
-- as of a day rests on what it said by then: outlet and day of report are those of the first sighting, credits are dated.

ALTER TABLE core.articles ADD COLUMN outlet VARCHAR;
COMMENT ON COLUMN core.articles.outlet IS 'Outlet, as the first sighting names it: the one that events and figures know';
ALTER TABLE core.articles ADD COLUMN reported_on DATE;
COMMENT ON COLUMN core.articles.reported_on IS 'Day of publication as the first sighting gives it, else the day of that sighting: the one that events and figures know';
ALTER TABLE core.articles ADD COLUMN reported_at TIMESTAMP;
COMMENT ON COLUMN core.articles.reported_at IS 'UTC; time of publication as the first sighting gives it, else midnight of its day, else the sighting';

CREATE TABLE core.article_credits (
    article_id VARCHAR,
    agency     VARCHAR,
    known_from TIMESTAMP,
    known_to   TIMESTAMP
);
COMMENT ON TABLE core.article_credits IS 'Which news agency an article credits, from when to when: a later version may add a credit or drop it.';
COMMENT ON COLUMN core.article_credits.article_id IS 'The article';
COMMENT ON COLUMN core.article_credits.agency IS 'Key of the agency (warehouse/linkage/agencies.toml)';
COMMENT ON COLUMN core.article_credits.known_from IS 'UTC; from when a version credits it; null where that is not known';
COMMENT ON COLUMN core.article_credits.known_to IS 'UTC; until when; null where the current version does';

CREATE OR REPLACE VIEW mart.reports AS
WITH report AS (
    SELECT member.event_id, member.incident_id, member.article_id, article.url, article.outlet AS publisher, article.title,
        article.reported_at AS published_at,
        CASE WHEN article.versions > 1 AND incident.known_from > article.first_known_at THEN incident.known_from
            ELSE article.reported_at
        END AS reported_at,
        member.independent_source,
        list_filter(['killed', 'injured'], lambda effect: CASE effect
            WHEN 'killed' THEN coalesce(incident.killed.total, incident.killed.civilian, incident.killed.combatant,
                incident.killed.unknown, incident.killed.children, incident.killed.women)
            ELSE coalesce(incident.injured.total, incident.injured.civilian, incident.injured.combatant,
                incident.injured.unknown, incident.injured.children, incident.injured.women)
        END IS NOT NULL) AS counted
    FROM core.event_members AS member
    JOIN core.articles AS article USING (article_id)
    JOIN core.incidents AS incident ON incident.incident_id = member.incident_id AND incident.is_current
),
heard AS (
    SELECT incident_id, list(effect ORDER BY effect DESC) AS effects
    FROM (
        SELECT incident_id, effect
        FROM (SELECT event_id, incident_id, independent_source, reported_at, unnest(counted) AS effect FROM report)
        QUALIFY row_number() OVER (
            PARTITION BY event_id, independent_source, effect ORDER BY reported_at DESC NULLS LAST, incident_id
        ) = 1
    )
    GROUP BY incident_id
),
linked AS (
    SELECT incident_id, avg(millibits) / 1000 AS score
    FROM (
        SELECT a.event_id, unnest([a.incident_id, b.incident_id]) AS incident_id, link.millibits
        FROM core.event_links AS link
        JOIN core.memberships AS a ON a.row_key = link.row_a AND a.is_current
        JOIN core.memberships AS b ON b.row_key = link.row_b AND b.is_current AND b.event_id = a.event_id
    )
    GROUP BY incident_id
)
SELECT event_id, incident_id, article_id, url, publisher, title, published_at, reported_at, independent_source,
    coalesce(heard.effects, []) AS heard_for, heard.effects IS NOT NULL AS is_heard, round(score, 1) AS score
FROM report
LEFT JOIN heard USING (incident_id)
LEFT JOIN linked USING (incident_id);
COMMENT ON VIEW mart.reports IS 'One row for each article in each event: who reported it, when, and on whose account.';
COMMENT ON COLUMN mart.reports.event_id IS 'The event';
COMMENT ON COLUMN mart.reports.incident_id IS 'What the article says of it';
COMMENT ON COLUMN mart.reports.article_id IS 'The article';
COMMENT ON COLUMN mart.reports.url IS 'Address';
COMMENT ON COLUMN mart.reports.publisher IS 'Outlet, as the first sighting names it';
COMMENT ON COLUMN mart.reports.title IS 'Headline';
COMMENT ON COLUMN mart.reports.published_at IS 'UTC, as the article had it when it was first seen; midnight where it gave the day only, the sighting itself where not even that';
COMMENT ON COLUMN mart.reports.reported_at IS 'UTC; when the figures that stand now were first given: publication, or the sighting of the version that changed them';
COMMENT ON COLUMN mart.reports.independent_source IS 'Articles of one event with the same value count as one source';
COMMENT ON COLUMN mart.reports.heard_for IS 'Of killed and injured, those that the source gives through this report: its latest that counts any';
COMMENT ON COLUMN mart.reports.is_heard IS 'True where the source gives its killed, its injured or both through this report';
COMMENT ON COLUMN mart.reports.score IS 'Mean score of its links to the other reports, in bits; null where it stands alone';
