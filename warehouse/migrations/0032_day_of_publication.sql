-- Evidence gives the day of publication as the outlet wrote it, in its own zone, and none where none is known: the day of
-- a time in UTC may be the day before, and the day of our first sight is no day of publication.

CREATE OR REPLACE MACRO mart.evidence(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH member AS (
    SELECT m.event_id, m.incident_id, m.article_id, m.independent_source
    FROM core.memberships AS m
    SEMI JOIN core.events_known_at(known_at, country, since, until) AS event ON event.event_id = m.event_id
    WHERE core.stood_at(m.known_from, m.known_to, m.is_current, known_at)
),
-- an article speaks for its source where the source's figures are taken from it
heard AS (
    SELECT DISTINCT f.event_id, f.incident_id, f.effect AS heard_effect
    FROM core.source_figures AS f
    WHERE core.stood_at(f.known_from, f.known_to, f.is_current, known_at)
        AND coalesce(f.low, f.best, f.high) IS NOT NULL
),
headlined AS (
    SELECT v.article_id, any_value(v.title) AS headline
    FROM core.article_versions AS v
    WHERE core.stood_at(v.known_from, v.known_to, v.is_current, known_at)
    GROUP BY v.article_id
),
told AS (
    SELECT member.*, i.ordinal, i.killed, i.injured, a.publisher, a.url, a.language,
        coalesce(h.headline, a.title) AS headline,
        coalesce(a.published_on, a.published_at::DATE) AS published_on,
        coalesce(a.published_at, a.published_on::TIMESTAMP) AS published_at
    FROM member
    JOIN core.incidents AS i ON i.incident_id = member.incident_id
        AND core.stood_at(i.known_from, i.known_to, i.is_current, known_at)
    JOIN core.articles AS a ON a.article_id = member.article_id
    LEFT JOIN headlined AS h ON h.article_id = member.article_id
),
standing AS (
    SELECT c.*
    FROM core.claims AS c
    WHERE core.stood_at(c.known_from, c.known_to, c.is_current, known_at) AND c.closed_because IS DISTINCT FROM 'reread'
),
of_claims AS (
    SELECT told.event_id, c.claim_id, told.incident_id, told.article_id, told.publisher, told.url, told.language,
        told.headline, told.published_on, told.published_at, told.independent_source, c.quote, c.effect, c.low, c.best, c.high, c.qualifier,
        c.victim, c.age, c.gender, c.subset_of, c.scope, c.modality, c.source, c.via, c.confidence, c.span_start,
        c.known_from,
        CASE
            WHEN c.scope = 'cumulative' THEN 'a running total, in no sum'
            WHEN c.scope = 'period' THEN 'a total over a period, in no sum'
            WHEN c.scope = 'other' THEN 'not about this event'
            WHEN c.modality = 'denied' THEN 'denied'
            WHEN c.modality = 'feared' THEN 'only feared'
            WHEN c.effect NOT IN ('killed', 'injured') THEN 'neither killed nor injured'
            WHEN heard.incident_id IS NULL THEN 'the same source speaks through another report'
            WHEN c.subset_of IS NOT NULL AND c.age IS DISTINCT FROM 'child' AND c.gender IS DISTINCT FROM 'female'
                THEN 'part of a larger figure'
        END AS why_not_counted
    FROM told
    JOIN standing AS c ON c.incident_id = told.incident_id
        OR (c.incident_id IS NULL AND c.article_id = told.article_id AND told.ordinal = 1)
    LEFT JOIN heard ON heard.event_id = told.event_id AND heard.incident_id = told.incident_id
        AND heard.heard_effect = c.effect
),
tolls AS (
    SELECT told.*, unnest([{'effect': 'killed', 'toll': told.killed.total}, {'effect': 'injured', 'toll': told.injured.total}]) AS of
    FROM told
),
counted AS (
    SELECT c.incident_id, c.effect AS counted_effect, sum(coalesce(c.best, c.low, c.high)) AS said
    FROM standing AS c
    WHERE c.scope = 'incident' AND c.modality != 'denied'
    GROUP BY c.incident_id, c.effect
),
-- a figure that no claim of the text bears rests on the headline
of_headlines AS (
    SELECT t.event_id, NULL::VARCHAR AS claim_id, t.incident_id, t.article_id, t.publisher, t.url, t.language, t.headline,
        t.published_on, t.published_at, t.independent_source, t.headline AS quote, t.of.effect AS effect, t.of.toll.low AS low,
        t.of.toll.best AS best, t.of.toll.high AS high, 'exact' AS qualifier, 'unknown' AS victim, NULL::VARCHAR AS age,
        NULL::VARCHAR AS gender, NULL::VARCHAR AS subset_of, 'incident' AS scope, 'asserted' AS modality,
        NULL::VARCHAR AS source, NULL::VARCHAR AS via, NULL::DOUBLE AS confidence, NULL::BIGINT AS span_start,
        NULL::TIMESTAMP AS known_from,
        CASE WHEN heard.incident_id IS NULL THEN 'the same source speaks through another report' END AS why_not_counted
    FROM tolls AS t
    LEFT JOIN counted ON counted.incident_id = t.incident_id AND counted.counted_effect = t.of.effect
    LEFT JOIN heard ON heard.event_id = t.event_id AND heard.incident_id = t.incident_id
        AND heard.heard_effect = t.of.effect
    WHERE t.of.toll.best IS NOT NULL AND t.of.toll.best > coalesce(counted.said, 0)
)
SELECT *, why_not_counted IS NULL AS is_counted
FROM (SELECT * FROM of_claims UNION ALL BY NAME SELECT * FROM of_headlines)
ORDER BY event_id, is_counted DESC, published_at NULLS LAST, article_id, span_start NULLS FIRST, claim_id, effect;
COMMENT ON MACRO TABLE mart.evidence IS 'The claims on which events rest, as they stood at a time of knowledge (without one, today), one row for each claim in each event: its quote, who said it and through whom, the article, and whether a figure of the house policy rests on it, or why not. claim_id is null where a figure rests on the headline alone, which is then the quote. published_on is the day of publication in the outlet''s zone, published_at the time in UTC (midnight where only the day is known); both are null where no version gives one. country, since and until (of the first day) keep only such events';
