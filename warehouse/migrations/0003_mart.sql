-- What analysts ask: views and macros that read like the question.

CREATE VIEW mart.events AS
SELECT event_id, date_start, date_end, date_precision, place, admin1, country, lat, lon, place_precision, actors, method, articles, publishers, independent_sources, first_reported_at, last_reported_at, killed_low, killed_best, killed_high, killed_civilian_low, killed_civilian_best, killed_civilian_high, killed_combatant_low, killed_combatant_best, killed_combatant_high, killed_unknown_low, killed_unknown_best, killed_unknown_high, killed_children_low, killed_children_best, killed_children_high, killed_women_low, killed_women_best, killed_women_high, injured_low, injured_best, injured_high, injured_civilian_low, injured_civilian_best, injured_civilian_high, injured_combatant_low, injured_combatant_best, injured_combatant_high, injured_unknown_low, injured_unknown_best, injured_unknown_high, injured_children_low, injured_children_best, injured_children_high, injured_women_low, injured_women_best, injured_women_high
FROM core.events;
COMMENT ON VIEW mart.events IS 'One row for each attack, linked from the reports of all outlets.';
COMMENT ON COLUMN mart.events.event_id IS 'The event; `mart.claims_of_event` shows what it rests on';
COMMENT ON COLUMN mart.events.date_start IS 'First day; null where no article dates it';
COMMENT ON COLUMN mart.events.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN mart.events.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN mart.events.place IS 'The place that most independent sources name';
COMMENT ON COLUMN mart.events.admin1 IS 'First administrative division of the place';
COMMENT ON COLUMN mart.events.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN mart.events.lat IS 'WGS 84 degrees; null where the place has no known coordinates';
COMMENT ON COLUMN mart.events.lon IS 'WGS 84 degrees';
COMMENT ON COLUMN mart.events.place_precision IS 'site, town, district, admin2, admin1, country or region';
COMMENT ON COLUMN mart.events.actors IS 'All who are named as having done it, most named first';
COMMENT ON COLUMN mart.events.method IS 'The method that most independent sources give';
COMMENT ON COLUMN mart.events.articles IS 'Articles that tell of it';
COMMENT ON COLUMN mart.events.publishers IS 'Outlets that tell of it';
COMMENT ON COLUMN mart.events.independent_sources IS 'Sources that count on their own: reprints of one text count once';
COMMENT ON COLUMN mart.events.first_reported_at IS 'UTC; earliest publication, or sighting where that is not known';
COMMENT ON COLUMN mart.events.last_reported_at IS 'UTC; latest publication or sighting';
COMMENT ON COLUMN mart.events.killed_low IS 'Least number killed, in all, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.killed_best IS 'Number killed, in all, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.killed_high IS 'Greatest number killed, in all, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.killed_civilian_low IS 'Least number killed, civilians, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.killed_civilian_best IS 'Number killed, civilians, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.killed_civilian_high IS 'Greatest number killed, civilians, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.killed_combatant_low IS 'Least number killed, combatants, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.killed_combatant_best IS 'Number killed, combatants, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.killed_combatant_high IS 'Greatest number killed, combatants, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.killed_unknown_low IS 'Least number killed, people whose status no source gives, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.killed_unknown_best IS 'Number killed, people whose status no source gives, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.killed_unknown_high IS 'Greatest number killed, people whose status no source gives, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.killed_children_low IS 'Least number killed, children (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.killed_children_best IS 'Number killed, children (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.killed_children_high IS 'Greatest number killed, children (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.killed_women_low IS 'Least number killed, women (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.killed_women_best IS 'Number killed, women (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.killed_women_high IS 'Greatest number killed, women (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.injured_low IS 'Least number injured, in all, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.injured_best IS 'Number injured, in all, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.injured_high IS 'Greatest number injured, in all, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.injured_civilian_low IS 'Least number injured, civilians, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.injured_civilian_best IS 'Number injured, civilians, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.injured_civilian_high IS 'Greatest number injured, civilians, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.injured_combatant_low IS 'Least number injured, combatants, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.injured_combatant_best IS 'Number injured, combatants, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.injured_combatant_high IS 'Greatest number injured, combatants, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.injured_unknown_low IS 'Least number injured, people whose status no source gives, over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.injured_unknown_best IS 'Number injured, people whose status no source gives, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.injured_unknown_high IS 'Greatest number injured, people whose status no source gives, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.injured_children_low IS 'Least number injured, children (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.injured_children_best IS 'Number injured, children (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.injured_children_high IS 'Greatest number injured, children (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN mart.events.injured_women_low IS 'Least number injured, women (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN mart.events.injured_women_best IS 'Number injured, women (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN mart.events.injured_women_high IS 'Greatest number injured, women (also counted above), that any source gives; null where none sets an upper bound';

CREATE VIEW mart.event_figures AS
-- qualified throughout: mart.casualties has parameters of the same names, which would take their place
SELECT event.event_id, event.date_start, event.date_precision, event.country, event.admin1, event.place, event.actors,
    event.method, event.figure.effect, event.figure.victim, event.figure.low, event.figure.best, event.figure.high
FROM (
    SELECT *, unnest([
        {'effect': 'killed', 'victim': 'total', 'low': killed_low, 'best': killed_best, 'high': killed_high},
        {'effect': 'killed', 'victim': 'civilian', 'low': killed_civilian_low, 'best': killed_civilian_best, 'high': killed_civilian_high},
        {'effect': 'killed', 'victim': 'combatant', 'low': killed_combatant_low, 'best': killed_combatant_best, 'high': killed_combatant_high},
        {'effect': 'killed', 'victim': 'unknown', 'low': killed_unknown_low, 'best': killed_unknown_best, 'high': killed_unknown_high},
        {'effect': 'killed', 'victim': 'children', 'low': killed_children_low, 'best': killed_children_best, 'high': killed_children_high},
        {'effect': 'killed', 'victim': 'women', 'low': killed_women_low, 'best': killed_women_best, 'high': killed_women_high},
        {'effect': 'injured', 'victim': 'total', 'low': injured_low, 'best': injured_best, 'high': injured_high},
        {'effect': 'injured', 'victim': 'civilian', 'low': injured_civilian_low, 'best': injured_civilian_best, 'high': injured_civilian_high},
        {'effect': 'injured', 'victim': 'combatant', 'low': injured_combatant_low, 'best': injured_combatant_best, 'high': injured_combatant_high},
        {'effect': 'injured', 'victim': 'unknown', 'low': injured_unknown_low, 'best': injured_unknown_best, 'high': injured_unknown_high},
        {'effect': 'injured', 'victim': 'children', 'low': injured_children_low, 'best': injured_children_best, 'high': injured_children_high},
        {'effect': 'injured', 'victim': 'women', 'low': injured_women_low, 'best': injured_women_best, 'high': injured_women_high}
    ]) AS figure
    FROM core.events
) AS event
WHERE coalesce(event.figure.low, event.figure.best, event.figure.high) IS NOT NULL;
COMMENT ON VIEW mart.event_figures IS 'The figures of mart.events, one row for each event, effect and victim group that anything is said of.';
COMMENT ON COLUMN mart.event_figures.event_id IS 'The event';
COMMENT ON COLUMN mart.event_figures.date_start IS 'First day of the event';
COMMENT ON COLUMN mart.event_figures.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN mart.event_figures.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN mart.event_figures.admin1 IS 'First administrative division';
COMMENT ON COLUMN mart.event_figures.place IS 'Place';
COMMENT ON COLUMN mart.event_figures.actors IS 'Who did it';
COMMENT ON COLUMN mart.event_figures.method IS 'How';
COMMENT ON COLUMN mart.event_figures.effect IS 'killed or injured';
COMMENT ON COLUMN mart.event_figures.victim IS 'total, civilian, combatant, unknown, children or women; children and women are also counted in the first three';
COMMENT ON COLUMN mart.event_figures.low IS 'Least figure over independent sources';
COMMENT ON COLUMN mart.event_figures.best IS 'The figure that most independent sources give';
COMMENT ON COLUMN mart.event_figures.high IS 'Greatest figure; null where no source sets an upper bound';

CREATE VIEW mart.reports AS
WITH report AS (
    SELECT member.event_id, member.incident_id, member.article_id, article.url, article.publisher, article.title,
        coalesce(article.published_at, article.published_on::TIMESTAMP, article.first_known_at) AS published_at,
        CASE WHEN article.versions > 1 AND incident.known_from > article.first_known_at THEN incident.known_from
            ELSE coalesce(article.published_at, article.published_on::TIMESTAMP, article.first_known_at)
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
    SELECT incident_id, avg(score) AS score
    FROM (
        SELECT incident_a AS incident_id, score FROM core.event_links WHERE is_joined
        UNION ALL
        SELECT incident_b, score FROM core.event_links WHERE is_joined
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
COMMENT ON COLUMN mart.reports.publisher IS 'Outlet';
COMMENT ON COLUMN mart.reports.title IS 'Headline';
COMMENT ON COLUMN mart.reports.published_at IS 'UTC; midnight where only the day is known; the first sighting where not even that is';
COMMENT ON COLUMN mart.reports.reported_at IS 'UTC; when the figures that stand now were first given: publication, or the sighting of the version that changed them';
COMMENT ON COLUMN mart.reports.independent_source IS 'Articles of one event with the same value count as one source';
COMMENT ON COLUMN mart.reports.heard_for IS 'Of killed and injured, those that the source gives through this report: its latest that counts any';
COMMENT ON COLUMN mart.reports.is_heard IS 'True where the source gives its killed, its injured or both through this report';
COMMENT ON COLUMN mart.reports.score IS 'Mean score of its links to the other reports, in bits; null where it stands alone';

CREATE VIEW mart.event_claims AS
WITH incident_tolls AS (
    SELECT incident_id, article_id, ordinal, method, unnest(['killed', 'injured']) AS effect,
        unnest([killed.total, injured.total]) AS toll
    FROM core.incidents
    WHERE is_current
),
-- Where the text counts fewer than the article's figure, the figure rests on the headline.
headline AS (
    SELECT incident_tolls.*
    FROM incident_tolls
    LEFT JOIN core.claims AS claim ON claim.incident_id = incident_tolls.incident_id
        AND claim.effect = incident_tolls.effect AND claim.is_current
        AND claim.scope = 'incident' AND claim.modality <> 'denied'
    WHERE toll.best IS NOT NULL
    GROUP BY ALL
    HAVING toll.best > coalesce(sum(coalesce(claim.best, claim.low, claim.high)), 0)
)
SELECT report.event_id, NULL AS claim_id, report.article_id, report.publisher, report.url, report.title,
    report.published_at, report.title AS quote, headline.effect, toll.low AS low, toll.best AS best, toll.high AS high,
    'exact' AS qualifier, 'unknown' AS victim, NULL AS age, NULL AS gender, 'incident' AS scope,
    'asserted' AS modality, NULL AS source, NULL AS via, NULL AS place, NULL AS actor, NULL AS date_start,
    NULL AS date_end, NULL AS confidence, NULL AS span_start, NULL AS span_end, report.reported_at AS known_from,
    NULL AS known_to,
    CASE WHEN NOT list_contains(report.heard_for, headline.effect) THEN 'the same source speaks through another report'
    END AS why_not_counted,
    why_not_counted IS NULL AS is_counted, report.independent_source
FROM headline
JOIN mart.reports AS report USING (incident_id)
UNION ALL BY NAME
SELECT report.event_id, claim.claim_id, claim.article_id, report.publisher, report.url, report.title, report.published_at,
    claim.quote, claim.effect, claim.low, claim.best, claim.high, claim.qualifier, claim.victim, claim.age, claim.gender, claim.scope,
    claim.modality, claim.source, claim.via, claim.place, claim.actor, claim.date_start, claim.date_end, claim.confidence, claim.span_start, claim.span_end,
    claim.known_from, claim.known_to,
    CASE
        WHEN claim.closed_because = 'reread' THEN 'an older reading of the same words'
        WHEN NOT claim.is_current THEN 'the article no longer says so'
        WHEN claim.scope = 'cumulative' THEN 'a running total, in no sum'
        WHEN claim.scope = 'period' THEN 'a total over a period, in no sum'
        WHEN claim.scope = 'other' THEN 'not about this event'
        WHEN claim.modality = 'denied' THEN 'denied'
        WHEN claim.modality = 'feared' THEN 'only feared'
        WHEN claim.effect NOT IN ('killed', 'injured') THEN 'neither killed nor injured'
        WHEN NOT list_contains(report.heard_for, claim.effect) THEN 'the same source speaks through another report'
        WHEN claim.subset_of IS NOT NULL AND claim.age IS DISTINCT FROM 'child' AND claim.gender IS DISTINCT FROM 'female'
            THEN 'part of a larger figure'
    END AS why_not_counted,
    why_not_counted IS NULL AS is_counted,
    report.independent_source
FROM core.claims AS claim
JOIN (
    SELECT report.*, ordinal
    FROM mart.reports AS report
    JOIN core.incidents AS incident ON incident.incident_id = report.incident_id AND incident.is_current
) AS report
    -- running totals and the like belong to no incident: they are shown with the main one
    ON claim.incident_id = report.incident_id
    OR (claim.incident_id IS NULL AND claim.article_id = report.article_id AND report.ordinal = 1);
COMMENT ON VIEW mart.event_claims IS 'Every claim that bears on an event, with its quote and source, and whether a figure rests on it.';
COMMENT ON COLUMN mart.event_claims.event_id IS 'The event';
COMMENT ON COLUMN mart.event_claims.claim_id IS 'The claim; null where the figure rests on the headline, which is then the quote';
COMMENT ON COLUMN mart.event_claims.article_id IS 'The article';
COMMENT ON COLUMN mart.event_claims.publisher IS 'Outlet';
COMMENT ON COLUMN mart.event_claims.url IS 'Address';
COMMENT ON COLUMN mart.event_claims.title IS 'Headline';
COMMENT ON COLUMN mart.event_claims.published_at IS 'UTC; midnight where only the day is known';
COMMENT ON COLUMN mart.event_claims.quote IS 'The exact words of the text that carry the number and the victims';
COMMENT ON COLUMN mart.event_claims.effect IS 'killed, injured, missing, or casualties (dead and wounded not told apart)';
COMMENT ON COLUMN mart.event_claims.low IS 'Least number that the words allow; null where they set no lower bound';
COMMENT ON COLUMN mart.event_claims.best IS 'The figure that the words give; null for vague words such as dozens';
COMMENT ON COLUMN mart.event_claims.high IS 'Greatest number that the words allow; null where they set no upper bound';
COMMENT ON COLUMN mart.event_claims.qualifier IS 'How the words hedge: exact, at_least, more_than, at_most, about, range, vague';
COMMENT ON COLUMN mart.event_claims.victim IS 'civilian, combatant or unknown';
COMMENT ON COLUMN mart.event_claims.age IS 'child, adult or null';
COMMENT ON COLUMN mart.event_claims.gender IS 'female, male or null';
COMMENT ON COLUMN mart.event_claims.scope IS 'incident, period (a total over a stretch of time), cumulative (a running total), other';
COMMENT ON COLUMN mart.event_claims.modality IS 'asserted, feared or denied';
COMMENT ON COLUMN mart.event_claims.source IS 'Who reports the figure, as the text names it; null where the article says it in its own voice';
COMMENT ON COLUMN mart.event_claims.via IS 'Through whom the source was heard, such as an agency';
COMMENT ON COLUMN mart.event_claims.place IS 'The most exact place named for the claim, as the text writes it';
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
COMMENT ON COLUMN mart.event_claims.independent_source IS 'Articles of one event with the same value count as one source';

CREATE MACRO mart.claims_of_event(event) AS TABLE
SELECT claim.*
FROM mart.event_claims AS claim
WHERE claim.event_id = coalesce((
    SELECT redirect.event_id FROM core.event_redirects AS redirect WHERE redirect.old_event_id = event
), event)
ORDER BY claim.is_counted DESC, claim.published_at, claim.article_id, claim.span_start, claim.claim_id;
COMMENT ON MACRO TABLE mart.claims_of_event IS 'The claims of one event, those first on which its figures rest; older ids are followed';

CREATE MACRO mart.casualties("by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL) AS TABLE
WITH figure AS (
    SELECT date_trunc("by", f.date_start)::DATE AS period, f.event_id, f.effect, f.low, f.best, f.high
    -- columns named like the parameters take other names here
    FROM mart.event_figures AS f(
        event_id, date_start, date_precision, country_code, division, location, actors, means, effect, victim_group,
        low, best, high
    )
    WHERE f.victim_group = victim
        AND f.date_start IS NOT NULL
        AND (country IS NULL OR f.country_code = country)
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (since IS NULL OR f.date_start >= since::DATE)
        AND (until IS NULL OR f.date_start <= until::DATE)
        -- an event known to the month only is in no day
        AND list_contains(CASE "by"
            WHEN 'day' THEN ['day', 'days']
            WHEN 'week' THEN ['day', 'days', 'week']
            WHEN 'month' THEN ['day', 'days', 'week', 'month']
            ELSE ['day', 'days', 'week', 'month', 'year']
        END, f.date_precision)
),
summed AS (
    SELECT period, count(DISTINCT event_id) AS events,
        sum(low) FILTER (WHERE effect = 'killed')::BIGINT AS killed_low,
        sum(coalesce(best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_best,
        sum(coalesce(high, best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_high,
        sum(low) FILTER (WHERE effect = 'injured')::BIGINT AS injured_low,
        sum(coalesce(best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_best,
        sum(coalesce(high, best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_high
    FROM figure
    GROUP BY period
),
bounds AS (
    SELECT date_trunc("by", coalesce(since::DATE, min(period)))::DATE AS first_period,
        date_trunc("by", coalesce(until::DATE, max(period)))::DATE AS last_period
    FROM summed
),
periods AS (
    SELECT unnest(range(first_period::TIMESTAMP, last_period + INTERVAL 1 DAY, ('1 ' || "by")::INTERVAL))::DATE AS period
    FROM bounds
),
published AS (
    SELECT date_trunc("by", coalesce(a.published_on, a.published_at::DATE))::DATE AS period, count(*) AS articles
    FROM core.articles AS a
    GROUP BY ALL
),
-- A quiet period counts 0; one that nobody read, and one whose events give no figure, count nothing.
filled AS (
    SELECT periods.period, coalesce(events, 0) AS events, coalesce(articles, 0) AS articles,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_low END AS killed_low,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_best END AS killed_best,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_high END AS killed_high,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_low END AS injured_low,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_best END AS injured_best,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_high END AS injured_high
    FROM periods
    LEFT JOIN summed ON summed.period = periods.period
    LEFT JOIN published ON published.period = periods.period
)
SELECT *,
    CASE WHEN "by" = 'day' THEN sum(killed_best) OVER (ORDER BY period ROWS 6 PRECEDING)::BIGINT END AS killed_best_7_days,
    CASE WHEN "by" = 'day' THEN sum(killed_best) OVER (ORDER BY period ROWS 29 PRECEDING)::BIGINT END AS killed_best_30_days,
    CASE WHEN "by" = 'day' THEN sum(injured_best) OVER (ORDER BY period ROWS 6 PRECEDING)::BIGINT END AS injured_best_7_days,
    CASE WHEN "by" = 'day' THEN sum(injured_best) OVER (ORDER BY period ROWS 29 PRECEDING)::BIGINT END AS injured_best_30_days
FROM filled
ORDER BY period;
COMMENT ON MACRO TABLE mart.casualties IS 'Casualties by day, week, month, quarter or year, gaps filled; optionally of one country (ISO code), span of days, victim group or actor. Events dated less exactly than the period are left out. events = 0 with articles > 0 is a quiet period, articles = 0 is one that nobody read';

CREATE VIEW mart.casualties_by_day AS
SELECT period AS day, events, articles, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high, killed_best_7_days, killed_best_30_days, injured_best_7_days, injured_best_30_days
FROM mart.casualties("by" := 'day');
COMMENT ON VIEW mart.casualties_by_day IS 'Casualties by day over all events, from the first to the last day with an event, gaps filled.';
COMMENT ON COLUMN mart.casualties_by_day.day IS 'The day';
COMMENT ON COLUMN mart.casualties_by_day.events IS 'Events that began in the period and of which any figure is known';
COMMENT ON COLUMN mart.casualties_by_day.articles IS 'Articles published in the period, of any subject: 0 means silence, not peace';
COMMENT ON COLUMN mart.casualties_by_day.killed_low IS 'Sum of the least figures of the events, killed; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_day.killed_best IS 'Sum of the best figures, killed; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_day.killed_high IS 'Sum of the greatest figures, killed; where an event has no upper bound, its best or low figure';
COMMENT ON COLUMN mart.casualties_by_day.injured_low IS 'Sum of the least figures of the events, injured; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_day.injured_best IS 'Sum of the best figures, injured; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_day.injured_high IS 'Sum of the greatest figures, injured; where an event has no upper bound, its best or low figure';
COMMENT ON COLUMN mart.casualties_by_day.killed_best_7_days IS 'Sum of killed_best over this day and the 6 before';
COMMENT ON COLUMN mart.casualties_by_day.killed_best_30_days IS 'Over this day and the 29 before';
COMMENT ON COLUMN mart.casualties_by_day.injured_best_7_days IS 'Sum of injured_best over this day and the 6 before';
COMMENT ON COLUMN mart.casualties_by_day.injured_best_30_days IS 'Over this day and the 29 before';

CREATE VIEW mart.casualties_by_week AS
SELECT period AS week, events, articles, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties("by" := 'week');
COMMENT ON VIEW mart.casualties_by_week IS 'Casualties by week over all events, from the first to the last week with an event, gaps filled.';
COMMENT ON COLUMN mart.casualties_by_week.week IS 'Monday of the week';
COMMENT ON COLUMN mart.casualties_by_week.events IS 'Events that began in the period and of which any figure is known';
COMMENT ON COLUMN mart.casualties_by_week.articles IS 'Articles published in the period, of any subject: 0 means silence, not peace';
COMMENT ON COLUMN mart.casualties_by_week.killed_low IS 'Sum of the least figures of the events, killed; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_week.killed_best IS 'Sum of the best figures, killed; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_week.killed_high IS 'Sum of the greatest figures, killed; where an event has no upper bound, its best or low figure';
COMMENT ON COLUMN mart.casualties_by_week.injured_low IS 'Sum of the least figures of the events, injured; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_week.injured_best IS 'Sum of the best figures, injured; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_week.injured_high IS 'Sum of the greatest figures, injured; where an event has no upper bound, its best or low figure';

CREATE VIEW mart.casualties_by_month AS
SELECT period AS month, events, articles, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties("by" := 'month');
COMMENT ON VIEW mart.casualties_by_month IS 'Casualties by month over all events, from the first to the last month with an event, gaps filled.';
COMMENT ON COLUMN mart.casualties_by_month.month IS 'First day of the month';
COMMENT ON COLUMN mart.casualties_by_month.events IS 'Events that began in the period and of which any figure is known';
COMMENT ON COLUMN mart.casualties_by_month.articles IS 'Articles published in the period, of any subject: 0 means silence, not peace';
COMMENT ON COLUMN mart.casualties_by_month.killed_low IS 'Sum of the least figures of the events, killed; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_month.killed_best IS 'Sum of the best figures, killed; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_month.killed_high IS 'Sum of the greatest figures, killed; where an event has no upper bound, its best or low figure';
COMMENT ON COLUMN mart.casualties_by_month.injured_low IS 'Sum of the least figures of the events, injured; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_month.injured_best IS 'Sum of the best figures, injured; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_month.injured_high IS 'Sum of the greatest figures, injured; where an event has no upper bound, its best or low figure';

CREATE VIEW mart.casualties_by_country AS
SELECT country, count(DISTINCT event_id) AS events, min(date_start) AS first_day, max(date_start) AS last_day,
    sum(low) FILTER (WHERE effect = 'killed')::BIGINT AS killed_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_best,
    sum(coalesce(high, best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_high,
    sum(low) FILTER (WHERE effect = 'injured')::BIGINT AS injured_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_best,
    sum(coalesce(high, best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_high
FROM mart.event_figures
WHERE victim = 'total'
GROUP BY country
ORDER BY killed_best DESC, country;
COMMENT ON VIEW mart.casualties_by_country IS 'Casualties by country, over all events.';
COMMENT ON COLUMN mart.casualties_by_country.country IS 'ISO 3166-1 alpha-2; null where no place was recognised';
COMMENT ON COLUMN mart.casualties_by_country.events IS 'Events of which any figure is known';
COMMENT ON COLUMN mart.casualties_by_country.first_day IS 'First day of the first event';
COMMENT ON COLUMN mart.casualties_by_country.last_day IS 'First day of the last event';
COMMENT ON COLUMN mart.casualties_by_country.killed_low IS 'Sum of the least figures of the events, killed; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_country.killed_best IS 'Sum of the best figures, killed; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_country.killed_high IS 'Sum of the greatest figures, killed; where an event has no upper bound, its best or low figure';
COMMENT ON COLUMN mart.casualties_by_country.injured_low IS 'Sum of the least figures of the events, injured; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_country.injured_best IS 'Sum of the best figures, injured; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_country.injured_high IS 'Sum of the greatest figures, injured; where an event has no upper bound, its best or low figure';

CREATE VIEW mart.casualties_by_victim AS
SELECT victim, count(DISTINCT event_id) AS events, min(date_start) AS first_day, max(date_start) AS last_day,
    sum(low) FILTER (WHERE effect = 'killed')::BIGINT AS killed_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_best,
    sum(coalesce(high, best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_high,
    sum(low) FILTER (WHERE effect = 'injured')::BIGINT AS injured_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_best,
    sum(coalesce(high, best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_high
FROM mart.event_figures
GROUP BY victim
ORDER BY killed_best DESC, victim;
COMMENT ON VIEW mart.casualties_by_victim IS 'Casualties by victim group, over all events. Children and women are also counted in civilian, combatant or unknown.';
COMMENT ON COLUMN mart.casualties_by_victim.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN mart.casualties_by_victim.events IS 'Events of which any figure is known';
COMMENT ON COLUMN mart.casualties_by_victim.first_day IS 'First day of the first event';
COMMENT ON COLUMN mart.casualties_by_victim.last_day IS 'First day of the last event';
COMMENT ON COLUMN mart.casualties_by_victim.killed_low IS 'Sum of the least figures of the events, killed; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_victim.killed_best IS 'Sum of the best figures, killed; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_victim.killed_high IS 'Sum of the greatest figures, killed; where an event has no upper bound, its best or low figure';
COMMENT ON COLUMN mart.casualties_by_victim.injured_low IS 'Sum of the least figures of the events, injured; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_victim.injured_best IS 'Sum of the best figures, injured; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_victim.injured_high IS 'Sum of the greatest figures, injured; where an event has no upper bound, its best or low figure';

CREATE VIEW mart.casualties_by_actor AS
SELECT actor, count(DISTINCT event_id) AS events, min(date_start) AS first_day, max(date_start) AS last_day,
    sum(low) FILTER (WHERE effect = 'killed')::BIGINT AS killed_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_best,
    sum(coalesce(high, best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_high,
    sum(low) FILTER (WHERE effect = 'injured')::BIGINT AS injured_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_best,
    sum(coalesce(high, best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_high
FROM (SELECT * EXCLUDE (actors), unnest(CASE WHEN len(actors) > 0 THEN actors ELSE [NULL] END) AS actor FROM mart.event_figures WHERE victim = 'total')
GROUP BY actor
ORDER BY killed_best DESC, actor;
COMMENT ON VIEW mart.casualties_by_actor IS 'Casualties by who is named as having done it. An event of which several are named counts for each: do not add the rows.';
COMMENT ON COLUMN mart.casualties_by_actor.actor IS 'Name of the actor; null where none is named';
COMMENT ON COLUMN mart.casualties_by_actor.events IS 'Events of which any figure is known';
COMMENT ON COLUMN mart.casualties_by_actor.first_day IS 'First day of the first event';
COMMENT ON COLUMN mart.casualties_by_actor.last_day IS 'First day of the last event';
COMMENT ON COLUMN mart.casualties_by_actor.killed_low IS 'Sum of the least figures of the events, killed; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_actor.killed_best IS 'Sum of the best figures, killed; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_actor.killed_high IS 'Sum of the greatest figures, killed; where an event has no upper bound, its best or low figure';
COMMENT ON COLUMN mart.casualties_by_actor.injured_low IS 'Sum of the least figures of the events, injured; 0 in a quiet period, null where no event gives one or nobody read';
COMMENT ON COLUMN mart.casualties_by_actor.injured_best IS 'Sum of the best figures, injured; where only vague words are known (dozens), of the least ones';
COMMENT ON COLUMN mart.casualties_by_actor.injured_high IS 'Sum of the greatest figures, injured; where an event has no upper bound, its best or low figure';

CREATE VIEW mart.running_totals AS
SELECT coalesce(article.published_on, article.published_at::DATE) AS published_on,
    coalesce(claim.source, article.publisher) AS source, article.publisher, claim.quote, claim.effect, claim.low,
    claim.best, claim.high, claim.qualifier, claim.victim, claim.scope, claim.date_start, claim.date_end, claim.place,
    article.url, claim.claim_id, claim.article_id
FROM core.claims AS claim
JOIN core.articles AS article USING (article_id)
WHERE claim.is_current AND claim.scope IN ('period', 'cumulative')
ORDER BY source, published_on, claim.article_id, claim.span_start;
COMMENT ON VIEW mart.running_totals IS 'Totals over a war, a year or a stretch of time, as sources give them. They are in no sum of incidents.';
COMMENT ON COLUMN mart.running_totals.published_on IS 'Day of publication';
COMMENT ON COLUMN mart.running_totals.source IS 'Who gives the total; the outlet where the article says it in its own voice';
COMMENT ON COLUMN mart.running_totals.publisher IS 'Outlet';
COMMENT ON COLUMN mart.running_totals.quote IS 'The exact words of the text that carry the number and the victims';
COMMENT ON COLUMN mart.running_totals.effect IS 'killed, injured, missing, or casualties (dead and wounded not told apart)';
COMMENT ON COLUMN mart.running_totals.low IS 'Least number that the words allow; null where they set no lower bound';
COMMENT ON COLUMN mart.running_totals.best IS 'The figure that the words give; null for vague words such as dozens';
COMMENT ON COLUMN mart.running_totals.high IS 'Greatest number that the words allow; null where they set no upper bound';
COMMENT ON COLUMN mart.running_totals.qualifier IS 'How the words hedge: exact, at_least, more_than, at_most, about, range, vague';
COMMENT ON COLUMN mart.running_totals.victim IS 'civilian, combatant or unknown';
COMMENT ON COLUMN mart.running_totals.scope IS 'period or cumulative';
COMMENT ON COLUMN mart.running_totals.date_start IS 'First day that the total covers';
COMMENT ON COLUMN mart.running_totals.date_end IS 'Last day';
COMMENT ON COLUMN mart.running_totals.place IS 'The most exact place named for the claim, as the text writes it';
COMMENT ON COLUMN mart.running_totals.url IS 'Address';
COMMENT ON COLUMN mart.running_totals.claim_id IS 'The claim';
COMMENT ON COLUMN mart.running_totals.article_id IS 'The article';

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
COMMENT ON COLUMN mart.feeds.feed_id IS 'The feed';
COMMENT ON COLUMN mart.feeds.url IS 'Address asked';
COMMENT ON COLUMN mart.feeds.last_asked_at IS 'UTC; last request';
COMMENT ON COLUMN mart.feeds.outcome IS 'What came of it: ok, not_modified, blocked, gone, failed, not_a_feed, refused';
COMMENT ON COLUMN mart.feeds.http_status IS 'Null where no answer came';
COMMENT ON COLUMN mart.feeds.detail IS 'What went wrong, in words';
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
