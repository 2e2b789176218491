-- What was told of an event, by whom and in which words; what joined the reports, and what changed since.

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

CREATE VIEW mart.changes AS
WITH stood AS (
    SELECT *, known_from IS DISTINCT FROM known_to OR known_from IS NULL AS was_so
    FROM core.claims
    WHERE closed_because IS DISTINCT FROM 'reread'
),
moments AS (
    -- a claim ends, and one begins, at the moment of a version: the two sides of a change
    SELECT *, known_to AS known_at, true AS is_end FROM stood WHERE NOT is_current
    UNION ALL
    SELECT *, known_from AS known_at, false AS is_end FROM stood
),
placed AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY article_id, known_at, is_end, claim_id ORDER BY known_from, row_id
        ) AS nth_of_claim
    FROM moments
),
ends AS (FROM placed WHERE is_end),
begins AS (FROM placed WHERE NOT is_end),
same_claim AS (
    SELECT e.row_id AS old_row, b.row_id AS new_row
    FROM ends AS e
    JOIN begins AS b ON b.article_id = e.article_id AND b.known_at = e.known_at AND b.claim_id = e.claim_id
        AND b.nth_of_claim = e.nth_of_claim
),
-- The same people counted anew: those of one attack, effect and group, in the order of the text
left_over AS (
    SELECT *, row_number() OVER (
            PARTITION BY article_id, known_at, is_end, effect, scope, incident_id, age, gender, subset_of IS NULL
            ORDER BY span_start, span_end, claim_id
        ) AS nth
    FROM placed
    WHERE CASE WHEN is_end THEN row_id NOT IN (SELECT old_row FROM same_claim)
        ELSE row_id NOT IN (SELECT new_row FROM same_claim) END
),
recounted AS (
    SELECT e.row_id AS old_row, b.row_id AS new_row
    FROM (FROM left_over WHERE is_end) AS e
    JOIN (FROM left_over WHERE NOT is_end) AS b ON b.article_id = e.article_id AND b.known_at = e.known_at AND b.nth = e.nth
        AND b.effect = e.effect AND b.scope = e.scope AND b.incident_id IS NOT DISTINCT FROM e.incident_id
        AND b.age IS NOT DISTINCT FROM e.age AND b.gender IS NOT DISTINCT FROM e.gender
        AND (b.subset_of IS NULL) = (e.subset_of IS NULL)
    WHERE e.closed_because <> 'withdrawn'
),
pairs AS (FROM same_claim UNION ALL FROM recounted),
lines AS (
    SELECT e.known_at, e.article_id, 'changed' AS what, e.closed_because AS reason, e.row_id AS old_row, b.row_id AS new_row
    FROM pairs
    JOIN ends AS e ON e.row_id = old_row
    JOIN begins AS b ON b.row_id = new_row
    UNION ALL
    SELECT known_at, article_id, 'closed', closed_because, row_id, NULL FROM ends
    WHERE row_id NOT IN (SELECT old_row FROM pairs)
    UNION ALL
    SELECT known_at, article_id, 'opened', NULL, NULL, row_id FROM begins
    WHERE row_id NOT IN (SELECT new_row FROM pairs)
)
SELECT line.known_at, line.article_id, article.publisher, article.url, article.title, what,
    coalesce(new.incident_id, old.incident_id) AS incident_id, coalesce(new.effect, old.effect) AS effect,
    old.low AS old_low, old.best AS old_best, old.high AS old_high,
    new.low AS new_low, new.best AS new_best, new.high AS new_high,
    CASE WHEN what <> 'changed' THEN reason WHEN reason = 'corrected' THEN 'corrected' ELSE 'edited' END AS reason,
    old.quote AS old_quote, new.quote AS new_quote, old.claim_id AS old_claim_id, new.claim_id AS new_claim_id
FROM lines AS line
LEFT JOIN stood AS old ON old.row_id = old_row
LEFT JOIN stood AS new ON new.row_id = new_row
LEFT JOIN core.articles AS article ON article.article_id = line.article_id;
COMMENT ON VIEW mart.changes IS 'What changed in what articles say, a line each: a claim opened, closed, or changed from one figure to another.';
COMMENT ON COLUMN mart.changes.known_at IS 'UTC; when it was known';
COMMENT ON COLUMN mart.changes.title IS 'Headline of the current version';
COMMENT ON COLUMN mart.changes.what IS 'opened, closed or changed';
COMMENT ON COLUMN mart.changes.incident_id IS 'The attack in the article; core.event_members leads to its event';
COMMENT ON COLUMN mart.changes.effect IS 'killed, injured, missing or casualties';
COMMENT ON COLUMN mart.changes.old_low IS 'Least number that the words allowed before';
COMMENT ON COLUMN mart.changes.old_best IS 'Figure that the words gave before; null for vague words';
COMMENT ON COLUMN mart.changes.old_high IS 'Greatest number that the words allowed before';
COMMENT ON COLUMN mart.changes.new_low IS 'Least number that the words allow now';
COMMENT ON COLUMN mart.changes.new_best IS 'Figure that the words give now; null for vague words';
COMMENT ON COLUMN mart.changes.new_high IS 'Greatest number that the words allow now';
COMMENT ON COLUMN mart.changes.reason IS 'Of closed: dropped, corrected or withdrawn; of changed: edited or corrected; null of opened';
COMMENT ON COLUMN mart.changes.old_quote IS 'The words before';
COMMENT ON COLUMN mart.changes.new_quote IS 'The words now';
COMMENT ON COLUMN mart.changes.old_claim_id IS 'The claim before';
COMMENT ON COLUMN mart.changes.new_claim_id IS 'The claim now';

CREATE VIEW mart.feeds AS
SELECT feed_id, arg_max(url, fetched_at) AS url, max(fetched_at) AS last_asked_at,
    arg_max(outcome, fetched_at) AS outcome, arg_max_null(http_status, fetched_at) AS http_status,
    arg_max_null(detail, fetched_at) AS detail,
    max(fetched_at) FILTER (WHERE outcome IN ('ok', 'not_modified')) AS last_ok_at,
    count(*) AS polls, arg_max(entries, fetched_at) AS entries, coalesce(sum(new_entries), 0)::BIGINT AS new_entries
FROM raw.fetches
WHERE kind = 'feed'
GROUP BY feed_id;
COMMENT ON VIEW mart.feeds IS 'Each feed and what came of the last request for it.';
COMMENT ON COLUMN mart.feeds.url IS 'Address asked';
COMMENT ON COLUMN mart.feeds.last_asked_at IS 'UTC; last request';
COMMENT ON COLUMN mart.feeds.outcome IS 'What came of it: ok, not_modified, blocked, gone, failed, not_a_feed, refused';
COMMENT ON COLUMN mart.feeds.last_ok_at IS 'UTC; last answer that was a feed or unchanged';
COMMENT ON COLUMN mart.feeds.polls IS 'Requests in all';
COMMENT ON COLUMN mart.feeds.entries IS 'Entries in the last answer';
COMMENT ON COLUMN mart.feeds.new_entries IS 'Entries never seen before, over all requests';

CREATE VIEW mart.snapshot AS
SELECT published_at, source_database, code_version, articles, claims, events
FROM raw.snapshots;
COMMENT ON VIEW mart.snapshot IS 'In a published snapshot: when and from what it was made. Empty in the live database.';
COMMENT ON COLUMN mart.snapshot.published_at IS 'UTC';
COMMENT ON COLUMN mart.snapshot.source_database IS 'File name of the live database';
COMMENT ON COLUMN mart.snapshot.code_version IS 'Version of Tollwatch that published it';
COMMENT ON COLUMN mart.snapshot.articles IS 'Articles in it';
COMMENT ON COLUMN mart.snapshot.claims IS 'Current claims in it';
COMMENT ON COLUMN mart.snapshot.events IS 'Events in it';
