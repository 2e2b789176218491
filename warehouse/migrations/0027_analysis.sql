-- What researchers ask, under any policy and as of any date. All of it is made from mart.event_figures_by.

CREATE MACRO core.wrong_question(policy, country, victim) AS CASE
    WHEN NOT core.is_policy(policy)
        THEN concat('no policy is called ', coalesce(policy, 'NULL'), '; known: tollwatch, ucdp, acled, airwars, ibc')
    WHEN country IS NOT NULL AND NOT regexp_full_match(country, '[A-Z]{2}')
        THEN concat('no country is called ', country, '; a country is its ISO 3166-1 code in capitals, as SY')
    WHEN NOT list_contains(['total', 'civilian', 'combatant', 'unknown', 'children', 'women'], coalesce(victim, ''))
        THEN concat('no victim group is called ', coalesce(victim, 'NULL'), '; known: total, civilian, combatant, unknown, children, women')
END;
COMMENT ON MACRO core.wrong_question IS 'What is wrong with what a macro of mart is asked, in words; null where nothing is';

CREATE MACRO core.known_period("by") AS CASE
    WHEN list_contains(['day', 'week', 'month', 'quarter', 'year'], "by") THEN "by"
    ELSE error(concat('no period is called ', coalesce("by", 'NULL'), '; known: day, week, month, quarter, year'))
END;
COMMENT ON MACRO core.known_period IS 'The period itself; an error that lists them where it is none';

CREATE MACRO core.is_within(date_precision, "by") AS list_contains(CASE "by"
    WHEN 'day' THEN ['day', 'days']
    WHEN 'week' THEN ['day', 'days', 'week']
    WHEN 'month' THEN ['day', 'days', 'week', 'month', 'inferred']
    ELSE ['day', 'days', 'week', 'month', 'year', 'inferred']
END, date_precision);
COMMENT ON MACRO core.is_within IS 'Whether an event dated so exactly lies in one period: one known to the month is in no day and no week';

CREATE MACRO core.days_read(known_at) AS TABLE
SELECT coalesce(a.published_on, a.published_at::DATE) AS "day", count(*) AS articles
FROM core.articles AS a
WHERE (known_at IS NULL OR a.first_known_at IS NULL OR a.first_known_at <= known_at::TIMESTAMP)
    AND coalesce(a.published_on, a.published_at::DATE) IS NOT NULL
GROUP BY ALL;
COMMENT ON MACRO TABLE core.days_read IS 'The days of which any article was read (as was known at a time), with how many; a day without a row nobody read';

CREATE OR REPLACE MACRO mart.casualties("by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH figure AS (
    SELECT date_trunc(core.known_period("by"), f.date_start)::DATE AS period, f.event_id, f.effect, f.low, f.best, f.high
    FROM mart.event_figures_by(
        policy := policy, known_at := known_at, country := country,
        -- rolling sums look back before the first day that was asked for
        since := CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END, until := until
    ) AS f
    WHERE f.victim = victim AND f.date_start IS NOT NULL AND core.is_within(f.date_precision, "by")
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
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
    SELECT coalesce(date_trunc(core.known_period("by"), CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END)::DATE, min(period)) AS first_period,
        coalesce(date_trunc(core.known_period("by"), until::DATE)::DATE, max(period)) AS last_period
    FROM summed
),
days AS (
    SELECT unnest(range(
        first_period::TIMESTAMP, date_trunc(core.known_period("by"), last_period)::TIMESTAMP + ('1 ' || core.known_period("by"))::INTERVAL, INTERVAL 1 DAY
    ))::DATE AS "day"
    FROM bounds
),
-- A period holds the days that were asked for and no others
periods AS (
    SELECT date_trunc(core.known_period("by"), days."day")::DATE AS period, coalesce(sum(read.articles), 0)::BIGINT AS articles,
        count(*) FILTER (WHERE read."day" IS NULL AND (since IS NULL OR "by" = 'day' OR days."day" >= since::DATE)
            AND (until IS NULL OR days."day" <= until::DATE)) AS unread_days
    FROM days
    LEFT JOIN core.days_read(known_at) AS read ON read."day" = days."day"
    GROUP BY ALL
),
-- A quiet period counts 0; one that nobody read, and one whose events give no figure, count nothing.
filled AS (
    SELECT periods.period, coalesce(events, 0) AS events, articles,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_low END AS killed_low,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_best END AS killed_best,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_high END AS killed_high,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_low END AS injured_low,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_best END AS injured_best,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_high END AS injured_high,
        unread_days
    FROM periods
    LEFT JOIN summed ON summed.period = periods.period
),
rolled AS (
    SELECT *,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER week END::BIGINT AS killed_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER month END::BIGINT AS killed_best_30_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER week END::BIGINT AS injured_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER month END::BIGINT AS injured_best_30_days,
        CASE WHEN "by" = 'day' THEN sum(unread_days) OVER week END::BIGINT AS unread_7_days,
        CASE WHEN "by" = 'day' THEN sum(unread_days) OVER month END::BIGINT AS unread_30_days
    FROM filled
    WINDOW week AS (ORDER BY period ROWS 6 PRECEDING), month AS (ORDER BY period ROWS 29 PRECEDING)
)
SELECT *
FROM rolled
-- days before `since` were read for the rolling sums alone
WHERE since IS NULL OR rolled.period >= date_trunc(core.known_period("by"), since::DATE)
UNION ALL BY NAME
SELECT error(core.wrong_question(policy, country, victim))::DATE AS period
WHERE core.wrong_question(policy, country, victim) IS NOT NULL
ORDER BY period;
COMMENT ON MACRO TABLE mart.casualties IS 'Casualties by day, week, month, quarter or year, gaps filled; optionally of one country (ISO code), first division, span of days, victim group, actor or method, under a policy (tollwatch, ucdp, acled, airwars, ibc), as known at a time: FROM mart.casualties("by" := ''week'', country := ''SY'', policy := ''ucdp''). articles: published in the period, on any subject; unread_days: days of the period of which no article was read, so that a sum over them may lack events. A figure is 0 in a quiet period and null where nobody read. For days, the sums over 7 and 30 days and in unread_7_days and unread_30_days how many of those nobody read';

CREATE OR REPLACE MACRO mart.casualties_as_of(known_at, "by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', admin1 := NULL, "method" := NULL) AS TABLE
FROM mart.casualties(
    "by" := "by", country := country, since := since, until := until, victim := victim, actor := actor, policy := policy,
    known_at := known_at, admin1 := admin1, "method" := "method"
);
COMMENT ON MACRO TABLE mart.casualties_as_of IS 'mart.casualties as it would have answered at a time (UTC), under any policy: FROM mart.casualties_as_of(''2018-11-05'', "by" := ''week'')';

CREATE MACRO mart.rolling(periods := 7, "by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH sums AS (
    SELECT s.period, s.events, s.killed_best, s.injured_best,
        count(*) OVER w AS periods_summed,
        sum(s.events) OVER w::BIGINT AS events_rolling,
        sum(s.killed_low) OVER w::BIGINT AS killed_low_rolling,
        sum(s.killed_best) OVER w::BIGINT AS killed_best_rolling,
        sum(s.killed_high) OVER w::BIGINT AS killed_high_rolling,
        sum(s.injured_best) OVER w::BIGINT AS injured_best_rolling,
        sum(s.unread_days) OVER w::BIGINT AS unread_days
    FROM mart.casualties(
        "by" := "by", country := country, since := since::DATE - (periods - 1) * ('1 ' || core.known_period("by"))::INTERVAL, until := until,
        victim := victim, actor := actor, policy := policy, known_at := known_at, admin1 := admin1, "method" := "method"
    ) AS s
    WINDOW w AS (ORDER BY s.period ROWS BETWEEN (periods - 1) PRECEDING AND CURRENT ROW)
)
FROM sums
WHERE since IS NULL OR sums.period >= date_trunc(core.known_period("by"), since::DATE)
ORDER BY sums.period;
COMMENT ON MACRO TABLE mart.rolling IS 'Sums over each period and those before it (7 days unless told): FROM mart.rolling(periods := 4, "by" := ''week'', country := ''SY''). unread_days: days within the sum of which nobody read an article; where there are any, the sum is what is known and no total. periods_summed is less than periods at the start of a series';

CREATE MACRO mart.cumulative("by" := 'month', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
SELECT s.period, s.events, s.killed_best, s.injured_best,
    sum(s.events) OVER so_far::BIGINT AS events_so_far,
    sum(s.killed_low) OVER so_far::BIGINT AS killed_low_so_far,
    sum(s.killed_best) OVER so_far::BIGINT AS killed_best_so_far,
    sum(s.killed_high) OVER so_far::BIGINT AS killed_high_so_far,
    sum(s.injured_best) OVER so_far::BIGINT AS injured_best_so_far,
    sum(s.unread_days) OVER so_far::BIGINT AS unread_days_so_far
FROM mart.casualties(
    "by" := "by", country := country, since := since, until := until, victim := victim, actor := actor, policy := policy,
    known_at := known_at, admin1 := admin1, "method" := "method"
) AS s
WINDOW so_far AS (ORDER BY s.period)
ORDER BY s.period;
COMMENT ON MACRO TABLE mart.cumulative IS 'Sums from the first period on: FROM mart.cumulative("by" := ''month'', country := ''SY'', since := ''2018-01-01''). unread_days_so_far: days of which nobody read an article';

CREATE MACRO mart.year_on_year("by" := 'month', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH s AS (
    FROM mart.casualties(
        "by" := "by", country := country, since := since::DATE - INTERVAL 1 YEAR - INTERVAL 1 WEEK, until := until, victim := victim, actor := actor,
        policy := policy, known_at := known_at, admin1 := admin1, "method" := "method"
    )
)
SELECT s.period, s.events, s.killed_best, s.unread_days, earlier.period AS period_before, earlier.events AS events_before,
    earlier.killed_best AS killed_best_before, earlier.unread_days AS unread_days_before,
    s.killed_best - earlier.killed_best AS change,
    round(100 * (s.killed_best - earlier.killed_best) / nullif(earlier.killed_best, 0), 1) AS change_percent
FROM s
-- a week is set beside the one 52 weeks before it
LEFT JOIN s AS earlier
    ON earlier.period = CASE WHEN "by" = 'week' THEN s.period - 364 ELSE s.period - INTERVAL 1 YEAR END
WHERE since IS NULL OR s.period >= date_trunc(core.known_period("by"), since::DATE)
ORDER BY s.period;
COMMENT ON MACRO TABLE mart.year_on_year IS 'Each period beside the same one a year before (a week beside that 52 weeks before): FROM mart.year_on_year("by" := ''month'', country := ''SY''). Null where either is not known; where days of either were not read (unread_days, unread_days_before) a change may be one of coverage';

CREATE MACRO mart.casualties_by(what := 'country', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH figure AS (
    SELECT f.event_id, f.effect, f.victim, f.date_start, f.country, f.admin1, f.place, f.actors, f."method", f.low, f.best, f.high
    FROM mart.event_figures_by(policy := policy, known_at := known_at, country := country, since := since, until := until) AS f
    WHERE (what = 'victim' OR f.victim = victim)
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
),
keyed AS (
    SELECT figure.*, CASE what
            WHEN 'country' THEN figure.country WHEN 'admin1' THEN figure.admin1 WHEN 'place' THEN figure.place
            WHEN 'method' THEN figure."method" WHEN 'victim' THEN figure.victim
        END AS key
    FROM figure
    WHERE what <> 'actor'
    UNION ALL BY NAME
    SELECT figure.*, unnest(if(len(figure.actors) > 0, figure.actors, [NULL])) AS key
    FROM figure
    WHERE what = 'actor'
)
SELECT *
FROM (
SELECT keyed.key, CASE WHEN what IN ('country', 'admin1', 'place') THEN keyed.country END AS country,
    CASE WHEN what IN ('admin1', 'place') THEN keyed.admin1 END AS admin1,
    count(DISTINCT keyed.event_id) AS events, min(keyed.date_start) AS first_day, max(keyed.date_start) AS last_day,
    sum(keyed.low) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_low,
    sum(coalesce(keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_best,
    sum(coalesce(keyed.high, keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_high,
    sum(keyed.low) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_low,
    sum(coalesce(keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_best,
    sum(coalesce(keyed.high, keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_high
FROM keyed
GROUP BY 1, 2, 3
UNION ALL BY NAME
SELECT error(coalesce(
    core.wrong_question(policy, country, victim),
    concat('casualties are not told by ', what, '; known: country, admin1, place, actor, method, victim')
)) AS key
WHERE core.wrong_question(policy, country, victim) IS NOT NULL
    OR NOT list_contains(['country', 'admin1', 'place', 'actor', 'method', 'victim'], coalesce(what, ''))
) AS told
ORDER BY told.killed_best DESC NULLS LAST, told.key, told.country, told.admin1;
COMMENT ON MACRO TABLE mart.casualties_by IS 'Casualties by country, admin1 (governorate), place, actor, method or victim group: FROM mart.casualties_by(''admin1'', country := ''SY'', since := ''2018-01-01''). key is null where it is not known. An event with several actors counts for each, and children and women count in their class too: do not add such rows';

CREATE MACRO mart.deadliest(most := 10, country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH worst AS (
    SELECT f.*
    FROM mart.event_figures_by(policy := policy, known_at := known_at, country := country, since := since, until := until) AS f
    WHERE f.effect = 'killed' AND f.victim = victim AND coalesce(f.best, f.low, f.high) IS NOT NULL
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
    ORDER BY coalesce(f.best, f.low, f.high) DESC, coalesce(f.high, f.best, f.low) DESC, f.event_id
    LIMIT most
)
SELECT *
FROM (
SELECT worst.event_id, worst.date_start, worst.date_precision, worst.place, worst.admin1, worst.country, worst.actors, worst."method",
    worst.low, worst.best, worst.high, worst.grade, worst.sources
FROM worst
UNION ALL BY NAME
SELECT error(core.wrong_question(policy, country, victim)) AS event_id
WHERE core.wrong_question(policy, country, victim) IS NOT NULL
) AS told
ORDER BY coalesce(told.best, told.low, told.high) DESC, coalesce(told.high, told.best, told.low) DESC, told.event_id;
COMMENT ON MACRO TABLE mart.deadliest IS 'The events with most killed, in all or of one victim group: FROM mart.deadliest(5, country := ''SY'', victim := ''children''). By the best figure, else the low one; equal ones by the high one. sources: independent sources that give the figure';

CREATE MACRO mart.near(lat, lon, km := 25, since := NULL, until := NULL, victim := 'total', policy := 'tollwatch', known_at := NULL) AS TABLE
WITH event AS (
    SELECT e.event_id, e.date_start, e.date_precision, e.place, e.admin1, e.country, e.lat, e.lon, e.place_precision, e.actors, e."method",
        e.articles, round(core.distance_km(e.lat, e.lon, lat, lon), 1) AS distance_km
    FROM core.events_known_at(known_at, NULL, since, until) AS e
    -- the middle of a province or a country is no place where an attack was
    WHERE e.place_precision NOT IN ('admin1', 'country', 'region')
        AND e.lat BETWEEN lat - km / 111.0 AND lat + km / 111.0 AND core.distance_km(e.lat, e.lon, lat, lon) <= km
),
figure AS (
    SELECT f.event_id, f.effect, f.low, f.best, f.high
    FROM mart.event_figures_by(policy := policy, known_at := known_at, since := since, until := until) AS f
    WHERE f.victim = victim
)
SELECT event.distance_km, event.event_id, event.date_start, event.date_precision, event.place, event.admin1, event.country, event.lat, event.lon,
    event.place_precision, event.actors, event."method", event.articles, killed.low AS killed_low, killed.best AS killed_best,
    killed.high AS killed_high, injured.low AS injured_low, injured.best AS injured_best, injured.high AS injured_high
FROM event
LEFT JOIN figure AS killed ON killed.event_id = event.event_id AND killed.effect = 'killed'
LEFT JOIN figure AS injured ON injured.event_id = event.event_id AND injured.effect = 'injured'
UNION ALL BY NAME
SELECT error(coalesce(
    core.wrong_question(policy, NULL, victim), concat('no point lies at latitude ', lat, ', longitude ', lon)
)) AS event_id
WHERE core.wrong_question(policy, NULL, victim) IS NOT NULL OR NOT coalesce(abs(lat) <= 90 AND abs(lon) <= 180, false)
ORDER BY distance_km, date_start, event_id;
COMMENT ON MACRO TABLE mart.near IS 'Events within so many km (25 unless told) of a point in degrees, the nearest first: FROM mart.near(34.69, 40.83, km := 50, since := ''2018-11-01''). Events whose place is known to a province or country only are left out: their coordinates are its middle';

-- The views over all events, by the macros

CREATE OR REPLACE VIEW mart.casualties_by_country AS
SELECT key AS country, events, first_day, last_day, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties_by('country');
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

CREATE OR REPLACE VIEW mart.casualties_by_victim AS
SELECT key AS victim, events, first_day, last_day, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties_by('victim');
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

CREATE OR REPLACE VIEW mart.casualties_by_actor AS
SELECT key AS actor, events, first_day, last_day, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties_by('actor');
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

CREATE OR REPLACE VIEW mart.event_figures AS
SELECT event_id, date_start, date_precision, country, admin1, place, actors, "method", effect, victim, low, best, high
FROM mart.event_figures_by();
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
