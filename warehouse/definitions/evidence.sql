-- The claims on which events rest, and why no figure rests on the others.

CREATE MACRO core.is_told_of(toll, victim) AS coalesce(CASE victim
    WHEN 'civilian' THEN toll.civilian.best WHEN 'combatant' THEN toll.combatant.best WHEN 'unknown' THEN toll.unknown.best
END, 0) > 0;
COMMENT ON MACRO core.is_told_of IS 'Whether a toll of core.incidents has a figure of this class of victims';

CREATE MACRO core.rests_on_words(figure, low) AS coalesce(figure.best IS NULL AND figure.low = low, false);
COMMENT ON MACRO core.rests_on_words IS 'Whether a figure of core.incidents is the least that vague words allow';

CREATE MACRO core.why_not_counted(scope, modality, effect, is_heard, is_mere_part, is_vaguer) AS CASE
    WHEN scope = 'cumulative' THEN 'a running total, in no sum'
    WHEN scope = 'period' THEN 'a total over a period, in no sum'
    WHEN scope = 'other' THEN 'not about this event'
    WHEN modality = 'denied' THEN 'denied'
    WHEN modality = 'feared' THEN 'only feared'
    WHEN effect NOT IN ('killed', 'injured') THEN 'neither killed nor injured'
    WHEN NOT is_heard THEN 'the same source speaks through another report'
    WHEN is_mere_part THEN 'part of a larger figure'
    WHEN is_vaguer THEN 'vague, beside a figure of the same article'
END;
COMMENT ON MACRO core.why_not_counted IS 'Why no figure rests on a claim, in words; null where one does';

-- Evidence gives the day of publication as the outlet wrote it, in its own zone, and none where none is known: the day of
-- a time in UTC may be the day before, and the day of our first sight is no day of publication.

CREATE MACRO mart.evidence(known_at := NULL, country := NULL, since := NULL, until := NULL, event := NULL) AS TABLE
-- Each part is joined by event, so that WHERE event_id = reaches every scan; and each large table is joined by one column
-- to what a filter stands before: then DuckDB reads it through a Bloom filter of the few ids that are wanted.
WITH member AS (
    SELECT m.event_id, m.incident_id, m.article_id, m.independent_source
    FROM core.memberships AS m
    JOIN core.events_asked(event, known_at, country, since, until) AS known ON known.event_id = m.event_id
    WHERE core.stood_at(m.known_from, m.known_to, m.is_current, known_at)
),
-- an article speaks for its source where the source's figures are taken from it
heard AS (
    SELECT DISTINCT f.event_id, f.incident_id, f.effect AS heard_effect
    FROM core.source_figures AS f
    JOIN (SELECT DISTINCT event_id FROM member WHERE event_id IS NOT NULL) AS asked ON asked.event_id = f.event_id
    WHERE core.stood_at(f.known_from, f.known_to, f.is_current, known_at)
        AND coalesce(f.low, f.best, f.high) IS NOT NULL
),
headlined AS (
    SELECT member.event_id, v.article_id, any_value(v.title) AS headline
    FROM core.article_versions AS v
    JOIN (FROM member WHERE article_id IS NOT NULL) AS member ON member.article_id = v.article_id
    WHERE core.stood_at(v.known_from, v.known_to, v.is_current, known_at)
    GROUP BY member.event_id, v.article_id
),
told AS (
    SELECT member.*, i.ordinal, i.killed, i.injured, a.publisher, a.url, a.language,
        coalesce(h.headline, a.title) AS headline,
        coalesce(a.published_on, a.published_at::DATE) AS published_on,
        coalesce(a.published_at, a.published_on::TIMESTAMP) AS published_at
    FROM (FROM member WHERE incident_id IS NOT NULL) AS member
    JOIN core.incidents AS i ON i.incident_id = member.incident_id
        AND core.stood_at(i.known_from, i.known_to, i.is_current, known_at)
    JOIN core.articles AS a ON a.article_id = member.article_id
    LEFT JOIN headlined AS h ON h.event_id = member.event_id AND h.article_id = member.article_id
),
standing AS (
    SELECT speaking.event_id, c.* EXCLUDE (row_id, version_id, extractor_version, closed_because, is_current, known_to, method, date_precision)
    FROM core.claims AS c
    JOIN (SELECT DISTINCT event_id, article_id FROM member WHERE article_id IS NOT NULL) AS speaking ON speaking.article_id = c.article_id
    WHERE core.stood_at(c.known_from, c.known_to, c.is_current, known_at) AND c.closed_because IS DISTINCT FROM 'reread'
),
-- The attacks of a day that is told as one: their claims are parts of its claims, or of their parts.
component AS (
    SELECT DISTINCT told.event_id, told.incident_id, part.incident_id AS component_id
    FROM standing AS part
    JOIN standing AS host ON host.event_id = part.event_id AND host.claim_id = part.subset_of AND host.article_id = part.article_id
    JOIN told ON told.event_id = host.event_id AND told.incident_id = host.incident_id
    WHERE part.incident_id <> host.incident_id
),
telling AS (
    SELECT told.*, told.incident_id AS told_in, false AS is_component FROM told
    UNION ALL
    SELECT told.* REPLACE (0 AS ordinal), component.component_id, true
    FROM told
    JOIN component ON component.event_id = told.event_id AND component.incident_id = told.incident_id
),
weighed AS (
    SELECT telling.*, c.* EXCLUDE (event_id, incident_id, article_id),
        CASE c.effect WHEN 'killed' THEN telling.killed WHEN 'injured' THEN telling.injured END AS toll,
        bool_or(c.subset_of IS NULL AND c.scope = 'incident' AND c.modality = 'asserted')
            OVER (PARTITION BY telling.event_id, telling.told_in, c.effect, c.victim) AS is_class_counted,
        bool_or(c.age = 'child' AND NOT is_component) OVER (PARTITION BY telling.event_id, telling.incident_id, c.effect) AS has_children,
        bool_or(c.gender = 'female' AND NOT is_component) OVER (PARTITION BY telling.event_id, telling.incident_id, c.effect) AS has_women
    FROM telling
    -- running totals and the like belong to no incident: they are shown with the main one
    JOIN standing AS c ON c.event_id = telling.event_id AND c.article_id = telling.article_id
        AND coalesce(c.incident_id = telling.told_in, telling.ordinal = 1)
),
of_claims AS (
    SELECT w.event_id, w.claim_id, w.incident_id, w.article_id, w.publisher, w.url, w.language, w.headline, w.published_on, w.published_at,
        w.independent_source, w.quote, w.effect, w.low, w.best, w.high, w.qualifier, w.victim, w.age, w.gender, w.subset_of, w.scope,
        w.modality, w.source, w.via, w.place, w.actor, w.date_start, w.date_end, w.confidence, w.span_start, w.span_end, w.known_from,
        core.why_not_counted(w.scope, w.modality, w.effect, heard.incident_id IS NOT NULL, is_mere_part := CASE
            WHEN w.is_component THEN NOT coalesce(
                w.age = 'child' AND w.toll.children IS NOT NULL AND NOT w.has_children
                OR w.gender = 'female' AND w.toll.women IS NOT NULL AND NOT w.has_women, false)
            WHEN w.subset_of IS NULL OR w.age = 'child' OR w.gender = 'female' THEN false
            -- of ten people, "including four soldiers", the figure of combatants rests on the part
            ELSE w.is_class_counted OR NOT core.is_told_of(w.toll, w.victim)
        END, is_vaguer := w.best IS NULL AND w.qualifier = 'vague' AND w.toll.total.best IS NOT NULL
            AND w.toll.total.low IS DISTINCT FROM w.low AND NOT (
                core.rests_on_words(w.toll.civilian, w.low) OR core.rests_on_words(w.toll.combatant, w.low)
                OR core.rests_on_words(w.toll."unknown", w.low) OR core.rests_on_words(w.toll.children, w.low)
                OR core.rests_on_words(w.toll.women, w.low)
            )) AS why_not_counted
    FROM weighed AS w
    LEFT JOIN heard ON heard.event_id = w.event_id AND heard.incident_id = w.incident_id AND heard.heard_effect = w.effect
),
counted AS (
    SELECT c.event_id, c.incident_id, c.effect AS counted_effect, sum(coalesce(c.best, c.low, c.high)) AS total,
        {'civilian': bool_or(c.victim = 'civilian'), 'combatant': bool_or(c.victim = 'combatant'),
         'children': bool_or(c.age = 'child'), 'women': bool_or(c.gender = 'female')} AS is_said
    FROM standing AS c
    WHERE c.scope = 'incident' AND c.modality != 'denied'
    GROUP BY c.event_id, c.incident_id, c.effect
),
tolls AS (
    SELECT told.*, unnest([{'effect': 'killed', 'toll': told.killed}, {'effect': 'injured', 'toll': told.injured}]) AS of
    FROM told
),
-- A figure that no claim of the text bears rests on the headline: one row for all whom it counts, as far as they are alike,
-- and one for each class or group of them.
headline_figures AS (
    SELECT t.* EXCLUDE (of), t.of.effect AS effect, unnest([
            {'figure': t.of.toll.total, 'is_whole': true, 'is_said': false,
             'victim': CASE t.of.toll.total.best WHEN t.of.toll.civilian.best THEN 'civilian'
                WHEN t.of.toll.combatant.best THEN 'combatant' ELSE 'unknown' END,
             'age': CASE t.of.toll.total.best WHEN t.of.toll.children.best THEN 'child' END,
             'gender': CASE t.of.toll.total.best WHEN t.of.toll.women.best THEN 'female' END},
            {'figure': t.of.toll.civilian, 'is_whole': false, 'is_said': counted.is_said.civilian, 'victim': 'civilian', 'age': NULL, 'gender': NULL},
            {'figure': t.of.toll.combatant, 'is_whole': false, 'is_said': counted.is_said.combatant, 'victim': 'combatant', 'age': NULL, 'gender': NULL},
            {'figure': t.of.toll.children, 'is_whole': false, 'is_said': counted.is_said.children, 'victim': 'unknown', 'age': 'child', 'gender': NULL},
            {'figure': t.of.toll.women, 'is_whole': false, 'is_said': counted.is_said.women, 'victim': 'unknown', 'age': NULL, 'gender': 'female'}
        ]) AS of, t.of.toll.total.best AS total
    FROM tolls AS t
    LEFT JOIN counted ON counted.event_id = t.event_id AND counted.incident_id = t.incident_id AND counted.counted_effect = t.of.effect
    WHERE t.of.toll.total.best IS NOT NULL AND t.of.toll.total.best > coalesce(counted.total, 0)
),
of_headlines AS (
    SELECT t.event_id, NULL::VARCHAR AS claim_id, t.incident_id, t.article_id, t.publisher, t.url, t.language, t.headline,
        t.published_on, t.published_at, t.independent_source, t.headline AS quote, t.effect, t.of.figure.low AS low,
        t.of.figure.best AS best, t.of.figure.high AS high, 'exact' AS qualifier, t.of.victim AS victim, t.of.age AS age,
        t.of.gender AS gender, NULL::VARCHAR AS subset_of, 'incident' AS scope, 'asserted' AS modality,
        NULL::VARCHAR AS source, NULL::VARCHAR AS via, NULL::VARCHAR AS place, NULL::VARCHAR AS actor, NULL::DATE AS date_start,
        NULL::DATE AS date_end, NULL::DOUBLE AS confidence, NULL::BIGINT AS span_start, NULL::BIGINT AS span_end,
        NULL::TIMESTAMP AS known_from,
        CASE WHEN heard.incident_id IS NULL THEN 'the same source speaks through another report' END AS why_not_counted
    FROM headline_figures AS t
    LEFT JOIN heard ON heard.event_id = t.event_id AND heard.incident_id = t.incident_id AND heard.heard_effect = t.effect
    -- a group that is all of them is told by the first row
    WHERE t.of.is_whole OR t.of.is_said IS NOT TRUE AND t.of.figure.best BETWEEN 1 AND t.total - 1
)
SELECT *, why_not_counted IS NULL AS is_counted
FROM (
    SELECT * FROM of_claims
    UNION ALL BY NAME
    SELECT * FROM of_headlines
    UNION ALL BY NAME
    SELECT error(refused.wrong) AS event_id FROM core.refusals('tollwatch', country) AS refused
)
ORDER BY event_id, is_counted DESC, published_at NULLS LAST, article_id, span_start NULLS FIRST, claim_id, effect, victim, age, gender;
COMMENT ON MACRO TABLE mart.evidence IS 'The claims on which events rest, as they stood at a time of knowledge (without one, today), one row for each claim in each event: its quote, who said it and through whom, the article, and whether a figure of the house policy rests on it, or why not. claim_id is null where a figure rests on the headline alone, which is then the quote. published_on is the day of publication in the outlet''s zone, published_at the time in UTC (midnight where only the day is known); both are null where no version gives one. country, since and until (of the first day) keep only such events, event one, by any id that it had';
