-- The moments of the events in affected_events: states (state_no, event_id, start_us, end_us), in each of which the same rows are
-- members, and reports: those rows with the article that told of them.

CREATE OR REPLACE TEMP TABLE timed_members AS
SELECT *, coalesce(epoch_us(known_from), -{ever}) AS start_us, coalesce(epoch_us(known_to), {ever}) AS end_us
FROM core.memberships
SEMI JOIN affected_events USING (event_id);

CREATE OR REPLACE TEMP TABLE states AS
WITH moments AS (
    SELECT event_id, start_us AS moment FROM timed_members
    UNION
    SELECT event_id, end_us FROM timed_members
),
stretches AS (
    SELECT event_id, moment AS start_us, lead(moment) OVER (PARTITION BY event_id ORDER BY moment) AS end_us FROM moments
)
SELECT row_number() OVER () AS state_no, event_id, start_us, end_us FROM stretches WHERE end_us IS NOT NULL;

CREATE OR REPLACE TEMP TABLE reports AS
WITH report AS (
    SELECT states.state_no, member.event_id, member.incident_id, member.article_id, member.independent_source,
        article.publisher,
        coalesce(article.published_at, article.published_on::TIMESTAMP, article.first_known_at) AS published_at,
        CASE WHEN incident.known_from > article.first_known_at THEN incident.known_from
            ELSE coalesce(article.published_at, article.published_on::TIMESTAMP, article.first_known_at)
        END AS reported_at,
        incident.date_start, incident.date_end, incident.date_precision, incident.places, incident.actors,
        incident.method, incident.killed, incident.injured
    FROM states
    JOIN timed_members AS member ON member.event_id = states.event_id
        AND member.start_us <= states.start_us AND states.end_us <= member.end_us
    JOIN core.incident_facts AS fact ON fact.row_key = member.row_key
    JOIN core.incidents AS incident ON incident.row_id = fact.row_id
    JOIN core.articles AS article ON article.article_id = member.article_id
),
counted AS (
    SELECT state_no, incident_id, independent_source, reported_at, unnest(['killed', 'injured']) AS effect,
        unnest([killed, injured]) AS toll
    FROM report
),
-- a source is heard through its latest report that counts any
heard AS (
    SELECT state_no, incident_id, list(effect ORDER BY effect DESC) AS effects
    FROM (
        FROM counted
        WHERE coalesce(toll.total, toll.civilian, toll.combatant, toll.unknown, toll.children, toll.women) IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY state_no, independent_source, effect ORDER BY reported_at DESC NULLS LAST, incident_id
        ) = 1
    )
    GROUP BY state_no, incident_id
)
SELECT report.*, coalesce(heard.effects, []) AS heard_for
FROM report
LEFT JOIN heard USING (state_no, incident_id);
