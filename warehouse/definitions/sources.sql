-- How sources differ on one event, how a first figure becomes the settled one, and of whom claims tell.

CREATE MACRO core.computed_figures_of_sources(at_time, in_country, from_day, to_day) AS TABLE
SELECT f.event_id, e.date_start, e.place, e.country, f.effect, f.victim, f.independent_source, f.publisher, f.article_id, f.incident_id,
    f.reported_at, f.low, f.best, f.high
FROM core.source_figures AS f
JOIN core.events_at(at_time, in_country, from_day, to_day) AS e ON e.event_id = f.event_id
WHERE core.stood_at(f.known_from, f.known_to, f.is_current, at_time) AND coalesce(f.low, f.best, f.high) IS NOT NULL;
COMMENT ON MACRO TABLE core.computed_figures_of_sources IS 'core.figures_of_sources of the events of core.events_at';

CREATE MACRO core.figures_of_sources(at_time, in_country, from_day, to_day) AS TABLE
FROM core.computed_figures_of_sources(at_time, in_country, from_day, to_day);
COMMENT ON MACRO TABLE core.figures_of_sources IS 'What each independent source gives for each group of each event, as known at a time; in a snapshot, from core.kept_source_figures where the event has not changed since';

CREATE MACRO mart.source_figures(event := NULL, country := NULL, since := NULL, until := NULL, known_at := NULL) AS TABLE
SELECT *
FROM (
    SELECT f.event_id, f.date_start, f.place, f.country, f.effect, f.victim, f.publisher, f.low, f.best, f.high, f.reported_at,
        f.independent_source, f.article_id, a.url, a.title
    FROM core.figures_of_sources(known_at, country, since, until) AS f
    LEFT JOIN core.articles AS a ON a.article_id = f.article_id
    WHERE event IS NULL OR f.event_id = core.event_at(event, known_at)
    UNION ALL BY NAME
    SELECT error(refused.wrong) AS event_id FROM core.refusals('tollwatch', country) AS refused
) AS told
ORDER BY told.event_id, told.effect DESC, list_position(core.victims_known(), told.victim), told.reported_at, told.independent_source;
COMMENT ON MACRO TABLE mart.source_figures IS 'What each independent source gives for each group of each event, or of one: FROM mart.source_figures(''ev-1a2b3c''). mart.claims_of_event has the words and who is quoted';

CREATE MACRO mart.disagreements(effect := 'killed', victim := 'total', country := NULL, since := NULL, until := NULL, known_at := NULL) AS TABLE
WITH differing AS (
    SELECT f.event_id, any_value(f.date_start) AS date_start, any_value(f.place) AS place, any_value(f.country) AS country,
        count(*) AS sources, min(f."number") AS least, max(f."number") AS most,
        arg_min(f.publisher, (f."number", f.publisher)) AS least_by, arg_max(f.publisher, (f."number", f.publisher)) AS most_by,
        -- "at least 14" does not contradict 20: ranges that share a number agree
        coalesce(max(f.low) > min(f.high), false) AS is_contradiction
    FROM (
        SELECT *, coalesce(told.best, told.low, told.high) AS "number"
        FROM core.figures_of_sources(known_at, country, since, until) AS told
        WHERE told.effect = effect AND told.victim = victim
    ) AS f
    GROUP BY f.event_id
    HAVING min(f."number") < max(f."number")
)
SELECT event_id, date_start, place, d.country, sources, least, least_by, most, most_by, most - least AS spread,
    round(most / nullif(least, 0), 2) AS ratio, is_contradiction
FROM differing AS d
UNION ALL BY NAME
SELECT error(coalesce(core.wrong_question('tollwatch', country, victim), core.wrong_effect(effect))) AS event_id
WHERE coalesce(core.wrong_question('tollwatch', country, victim), core.wrong_effect(effect)) IS NOT NULL
ORDER BY spread DESC, event_id;
COMMENT ON MACRO TABLE mart.disagreements IS 'Events on which independent sources give different figures, the widest apart first: FROM mart.disagreements(victim := ''civilian'', country := ''SY''). A vague figure counts with the least that it allows. is_contradiction: no number fits what all of them say; false where one says "at least 14" and another 20';

CREATE MACRO mart.casualties_by_source(effect := 'killed', victim := 'total', country := NULL, since := NULL, until := NULL, policy := 'tollwatch', known_at := NULL) AS TABLE
WITH given AS (
    -- an outlet speaks once for an event, through its latest report
    SELECT f.event_id, f.publisher, max_by(f.low, (f.reported_at, f.article_id)) AS low,
        max_by(coalesce(f.best, f.low, f.high), (f.reported_at, f.article_id)) AS number, min(f.reported_at) AS reported_at
    FROM core.figures_of_sources(known_at, country, since, until) AS f
    WHERE f.effect = effect AND f.victim = victim
    GROUP BY f.event_id, f.publisher
),
compared AS (
    SELECT given.*, coalesce(f.best, f.low, f.high) AS figure,
        given.reported_at = min(given.reported_at) OVER (PARTITION BY given.event_id) AS is_first,
        count(*) OVER (PARTITION BY given.event_id) AS outlets
    FROM given
    JOIN core.figures_of_policy(policy, known_at, country, since, until) AS f
        ON f.event_id = given.event_id AND f.effect = effect AND f.victim = victim
)
SELECT publisher, count(*) AS events, count(*) FILTER (WHERE outlets = 1) AS events_alone, count(*) FILTER (WHERE is_first AND outlets > 1) AS events_first,
    sum(number)::BIGINT AS figures_given, sum(figure)::BIGINT AS figures_of_events,
    count(*) FILTER (WHERE number < figure) AS below, count(*) FILTER (WHERE number = figure) AS "equal",
    count(*) FILTER (WHERE number > figure) AS above
FROM compared
GROUP BY publisher
UNION ALL BY NAME
SELECT error(coalesce(core.wrong_question(policy, country, victim), core.wrong_effect(effect))) AS publisher
WHERE coalesce(core.wrong_question(policy, country, victim), core.wrong_effect(effect)) IS NOT NULL
ORDER BY events DESC, publisher;
COMMENT ON MACRO TABLE mart.casualties_by_source IS 'What each outlet counts, beside the figures of the same events: FROM mart.casualties_by_source(country := ''SY''). events: of which it gives a figure; events_alone: of which no other outlet does; events_first: of several outlets it was the first; figures_given against figures_of_events (under a policy, the best figure, else the low one); below, equal, above: how often. Outlets share events: do not add the rows';

CREATE MACRO mart.settling(effect := 'killed', victim := 'total', country := NULL, since := NULL, until := NULL) AS TABLE
WITH step AS (
    SELECT f.event_id, coalesce(f.told_from, '-infinity'::TIMESTAMP) AS step_at, {'low': f.low, 'best': f.best, 'high': f.high} AS figure
    FROM core.told_figures AS f
    SEMI JOIN core.events_known_at(NULL, country, since, until) AS e ON e.event_id = f.event_id
    WHERE f.effect = effect AND f.victim = victim
),
settled AS (
    SELECT event_id, count(*) AS figures, arg_min(figure, step_at) AS first_figure, CASE WHEN isfinite(min(step_at)) THEN min(step_at) END AS first_at,
        arg_max(figure, step_at) AS last_figure, CASE WHEN isfinite(max(step_at)) THEN max(step_at) END AS settled_at
    FROM step
    GROUP BY event_id
)
SELECT *
FROM (
SELECT e.event_id, e.date_start, e.place, e.country, s.first_at, s.first_figure.low AS first_low, s.first_figure.best AS first_best,
    s.first_figure.high AS first_high, s.settled_at, s.last_figure.low AS low, s.last_figure.best AS best, s.last_figure.high AS high,
    s.figures - 1 AS revisions,
    coalesce(s.last_figure.best, s.last_figure.low, s.last_figure.high)
        - coalesce(s.first_figure.best, s.first_figure.low, s.first_figure.high) AS change,
    round(epoch(s.settled_at - s.first_at) / 3600, 1) AS hours
FROM settled AS s
JOIN core.events AS e ON e.event_id = s.event_id
UNION ALL BY NAME
SELECT error(coalesce(core.wrong_question('tollwatch', country, victim), core.wrong_effect(effect))) AS event_id
WHERE coalesce(core.wrong_question('tollwatch', country, victim), core.wrong_effect(effect)) IS NOT NULL
) AS told
ORDER BY abs(told.change) DESC NULLS LAST, told.event_id;
COMMENT ON MACRO TABLE mart.settling IS 'From the first figure of an event to the one that stands now, under the house policy, the most changed first: FROM mart.settling(country := ''SY''). first_at and settled_at: when the reports appeared that gave the first figure, and the one that stands now (UTC); hours between the two; revisions: how often the figure changed. Null hours: a report without a time (such reports come last, where others of the event are dated). mart.trajectory tells the steps of one event and what made them';

CREATE MACRO core.computed_claim_counts(known_at, country, since, until) AS TABLE
WITH event AS (
    SELECT e.event_id, e.date_start, e.date_precision, e.country FROM core.events_at(known_at, country, since, until) AS e
),
member AS (
    SELECT DISTINCT m.event_id, m.incident_id
    FROM core.memberships AS m
    SEMI JOIN event ON event.event_id = m.event_id
    WHERE core.stood_at(m.known_from, m.known_to, m.is_current, known_at)
),
claim AS (
    SELECT member.event_id, c.quote, c.effect, c.victim AS victim_group, c.age, c.gender
    FROM core.claims AS c
    JOIN member ON member.incident_id = c.incident_id
    WHERE core.stood_at(c.known_from, c.known_to, c.is_current, known_at) AND c.closed_because IS DISTINCT FROM 'reread'
        AND c.scope = 'incident' AND c.modality = 'asserted' AND c.effect IN ('killed', 'injured')
),
worded AS (
    SELECT quote, folded, unnest(core.words_of(folded)) AS word
    FROM (SELECT quote, core.folded(quote) AS folded FROM (SELECT DISTINCT claim.quote FROM claim))
),
named AS (
    SELECT worded.quote, list_distinct(list(phrase.meaning)) AS kinds
    FROM worded
    JOIN core.phrases AS phrase ON phrase.list = 'victim' AND phrase.first_word = worded.word
        AND core.holds_phrase(worded.folded, phrase.phrase)
    GROUP BY worded.quote
),
counted AS (
    SELECT claim.event_id, claim.effect, count(*) AS claims,
        count(*) FILTER (WHERE claim.victim_group = 'civilian') AS civilian,
        count(*) FILTER (WHERE claim.victim_group = 'combatant') AS combatant,
        count(*) FILTER (WHERE claim.victim_group = 'unknown') AS unknown,
        count(*) FILTER (WHERE claim.age = 'child') AS children,
        count(*) FILTER (WHERE claim.gender = 'female') AS women,
        count(*) FILTER (WHERE list_contains(named.kinds, 'medic')) AS medics,
        count(*) FILTER (WHERE list_contains(named.kinds, 'journalist')) AS journalists,
        count(*) FILTER (WHERE list_contains(named.kinds, 'aid worker')) AS aid_workers
    FROM claim
    LEFT JOIN named ON named.quote = claim.quote
    GROUP BY claim.event_id, claim.effect
)
SELECT counted.*, event.date_start, event.date_precision, event.country
FROM counted
JOIN event ON event.event_id = counted.event_id;
COMMENT ON MACRO TABLE core.computed_claim_counts IS 'How many claims of each event tell of whom, as known at a time, counted in the claims';

CREATE MACRO core.claim_counts(known_at, country, since, until) AS TABLE
FROM core.computed_claim_counts(known_at, country, since, until);
COMMENT ON MACRO TABLE core.claim_counts IS 'As core.computed_claim_counts; in a snapshot, from core.kept_claim_counts where the event has not changed since';

CREATE MACRO mart.claim_shares("by" := 'month', effect := 'killed', country := NULL, since := NULL, until := NULL, known_at := NULL) AS TABLE
WITH counted AS (
    SELECT date_trunc(core.known_period("by"), c.date_start)::DATE AS period, count(*) AS events, sum(c.claims)::BIGINT AS claims,
        sum(c.civilian)::BIGINT AS civilian, sum(c.combatant)::BIGINT AS combatant, sum(c.unknown)::BIGINT AS unknown,
        sum(c.children)::BIGINT AS children, sum(c.women)::BIGINT AS women, sum(c.medics)::BIGINT AS medics,
        sum(c.journalists)::BIGINT AS journalists, sum(c.aid_workers)::BIGINT AS aid_workers
    FROM core.claim_counts(known_at, country, since, until) AS c
    WHERE c.effect = effect AND c.date_start IS NOT NULL AND core.is_within(c.date_precision, "by")
    GROUP BY ALL
)
SELECT *, round(100 * civilian / claims, 1) AS civilian_percent, round(100 * children / claims, 1) AS children_percent,
    round(100 * medics / claims, 1) AS medics_percent
FROM counted
UNION ALL BY NAME
SELECT error(coalesce(core.wrong_question('tollwatch', country, 'total'), core.wrong_effect(effect)))::DATE AS period
WHERE coalesce(core.wrong_question('tollwatch', country, 'total'), core.wrong_effect(effect)) IS NOT NULL
ORDER BY period;
COMMENT ON MACRO TABLE mart.claim_shares IS 'Of whom claims tell, by period of the event: civilians, combatants, unknown; children, women, medics, journalists and aid workers among them, and the share in percent: FROM mart.claim_shares(by := ''year'', country := ''SY''). Counts claims, the sentences of the news, not people: an event that many tell of weighs more. Medics, journalists and aid workers are known by the words of the quote alone. Periods without claims have no row';
