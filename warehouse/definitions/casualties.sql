-- Casualties in time.

CREATE MACRO mart.casualties("by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH figure AS (
    SELECT date_trunc(core.known_period("by"), f.date_start)::DATE AS period, f.event_id, f.effect, f.low, f.best, f.high
    FROM core.counted_figures(
        policy, known_at, country,
        -- rolling sums look back before the first day that was asked for
        CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END, until
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
        count(*) FILTER (WHERE read.is_read IS DISTINCT FROM true AND (since IS NULL OR "by" = 'day' OR days."day" >= since::DATE)
            AND (until IS NULL OR days."day" <= until::DATE)) AS unread_days
    FROM days
    LEFT JOIN core.days_read(country, known_at) AS read ON read."day" = days."day"
    GROUP BY ALL
),
-- A period counts 0 where no event of it is known and each of its days was read; else it counts nothing.
filled AS (
    SELECT periods.period, coalesce(events, 0) AS events, articles,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE killed_low END AS killed_low,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE killed_best END AS killed_best,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE killed_high END AS killed_high,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE injured_low END AS injured_low,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE injured_best END AS injured_best,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE injured_high END AS injured_high,
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
SELECT error(asked.wrong)::DATE AS period
FROM (SELECT core.wrong_question(policy, country, victim, actor := actor, admin1 := admin1, "method" := "method") AS wrong) AS asked
WHERE asked.wrong IS NOT NULL
ORDER BY period;
COMMENT ON MACRO TABLE mart.casualties IS 'Casualties by day, week, month, quarter or year, gaps filled; optionally of one country (ISO code), first division, span of days, victim group, actor or method, under a policy (tollwatch, ucdp, acled, airwars, ibc), as known at a time (known_at; NULL is now): FROM mart.casualties(by := ''week'', country := ''SY'', policy := ''ucdp''). articles: published in the period, on any subject; unread_days: days of the period that were not read: on which not most of the outlets that report on the country were looked at whole (core.days_read), so that a sum over them may lack events. A figure is 0 where no event is known and every day of the period was read, and null where no event is known and one was not. For days, the sums over 7 and 30 days and in unread_7_days and unread_30_days how many of those were not read';

CREATE MACRO mart.casualties_as_of(known_at, "by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', admin1 := NULL, "method" := NULL) AS TABLE
FROM mart.casualties(
    "by" := "by", country := country, since := since, until := until, victim := victim, actor := actor, policy := policy,
    known_at := known_at, admin1 := admin1, "method" := "method"
)
UNION ALL BY NAME
SELECT error(core.no_time())::DATE AS period WHERE known_at IS NULL
ORDER BY period;
COMMENT ON MACRO TABLE mart.casualties_as_of IS 'mart.casualties as it would have answered at a time (UTC; NULL is none), under any policy: FROM mart.casualties_as_of(''2018-11-05'', by := ''week'')';

CREATE VIEW mart.casualties_by_day AS
SELECT period AS day, events, articles, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high, killed_best_7_days, killed_best_30_days, injured_best_7_days, injured_best_30_days
FROM mart.casualties("by" := 'day');
COMMENT ON VIEW mart.casualties_by_day IS 'Casualties by day over all events, from the first to the last day with an event, gaps filled.';
COMMENT ON COLUMN mart.casualties_by_day.day IS 'The day';
COMMENT ON COLUMN mart.casualties_by_day.killed_best_7_days IS 'Sum of killed_best over this day and the 6 before';
COMMENT ON COLUMN mart.casualties_by_day.killed_best_30_days IS 'Over this day and the 29 before';
COMMENT ON COLUMN mart.casualties_by_day.injured_best_7_days IS 'Sum of injured_best over this day and the 6 before';
COMMENT ON COLUMN mart.casualties_by_day.injured_best_30_days IS 'Over this day and the 29 before';

CREATE VIEW mart.casualties_by_week AS
SELECT period AS week, events, articles, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties("by" := 'week');
COMMENT ON VIEW mart.casualties_by_week IS 'Casualties by week over all events, from the first to the last week with an event, gaps filled.';
COMMENT ON COLUMN mart.casualties_by_week.week IS 'Monday of the week';

CREATE VIEW mart.casualties_by_month AS
SELECT period AS month, events, articles, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties("by" := 'month');
COMMENT ON VIEW mart.casualties_by_month IS 'Casualties by month over all events, from the first to the last month with an event, gaps filled.';
COMMENT ON COLUMN mart.casualties_by_month.month IS 'First day of the month';

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
COMMENT ON MACRO TABLE mart.rolling IS 'Sums over each period and those before it (7 days unless told): FROM mart.rolling(periods := 4, by := ''week'', country := ''SY''). unread_days: days within the sum of which nobody read an article; where there are any, the sum is what is known and no total. periods_summed is less than periods at the start of a series';

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
COMMENT ON MACRO TABLE mart.cumulative IS 'Sums from the first period on: FROM mart.cumulative(by := ''month'', country := ''SY'', since := ''2018-01-01''). unread_days_so_far: days of which nobody read an article';

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
COMMENT ON MACRO TABLE mart.year_on_year IS 'Each period beside the same one a year before (a week beside that 52 weeks before): FROM mart.year_on_year(by := ''month'', country := ''SY''). Null where either is not known; where days of either were not read (unread_days, unread_days_before) a change may be one of coverage';
