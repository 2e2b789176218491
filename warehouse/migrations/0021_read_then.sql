-- Which days were read is told by the day that an article gave when it was first seen, as its figures are.

CREATE OR REPLACE MACRO mart.casualties("by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL) AS TABLE
WITH figure AS (
    SELECT date_trunc("by", f.date_start)::DATE AS period, f.event_id, f.effect, f.low, f.best, f.high
    FROM mart.event_figures_by(
        policy := policy, known_at := known_at, country := country,
        -- rolling sums look back before the first day that was asked for
        since := CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END, until := until
    -- columns named like the parameters take other names here
    ) AS f(
        event_id, date_start, date_precision, country_code, division, location, actors, means, effect, victim_group,
        low, best, high, grade, sources
    )
    WHERE f.victim_group = victim
        AND f.date_start IS NOT NULL
        AND (actor IS NULL OR list_contains(f.actors, actor))
        -- an event known to the month only is in no day, nor is one whose days are inferred from the report's
        AND list_contains(CASE "by"
            WHEN 'day' THEN ['day', 'days']
            WHEN 'week' THEN ['day', 'days', 'week']
            WHEN 'month' THEN ['day', 'days', 'week', 'month', 'inferred']
            ELSE ['day', 'days', 'week', 'month', 'year', 'inferred']
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
    SELECT coalesce(date_trunc("by", CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END)::DATE, min(period)) AS first_period,
        coalesce(date_trunc("by", until::DATE)::DATE, max(period)) AS last_period
    FROM summed
),
periods AS (
    SELECT unnest(range(first_period::TIMESTAMP, last_period + INTERVAL 1 DAY, ('1 ' || "by")::INTERVAL))::DATE AS period
    FROM bounds
),
published AS (
    SELECT date_trunc("by", coalesce(a.reported_on, a.published_on, a.published_at::DATE))::DATE AS period, count(*) AS articles
    FROM core.articles AS a
    WHERE known_at IS NULL OR a.first_known_at IS NULL OR a.first_known_at <= known_at::TIMESTAMP
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
),
rolled AS (
    SELECT *,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER (ORDER BY period ROWS 6 PRECEDING)::BIGINT END AS killed_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER (ORDER BY period ROWS 29 PRECEDING)::BIGINT END AS killed_best_30_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER (ORDER BY period ROWS 6 PRECEDING)::BIGINT END AS injured_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER (ORDER BY period ROWS 29 PRECEDING)::BIGINT END AS injured_best_30_days
    FROM filled
)
SELECT *
FROM rolled
-- days before `since` were read for the rolling sums alone
WHERE since IS NULL OR rolled.period >= date_trunc("by", since::DATE)
UNION ALL BY NAME
SELECT core.refused_policy(policy)::DATE AS period
WHERE NOT core.is_policy(policy)
ORDER BY period;
COMMENT ON MACRO TABLE mart.casualties IS 'Casualties by day, week, month, quarter or year, gaps filled; optionally of one country (ISO code), span of days, victim group or actor, under a policy (tollwatch, ucdp, acled, airwars, ibc), and as they were known at a time. Events dated less exactly than the period are left out. events = 0 with articles > 0 is a quiet period, articles = 0 is one that nobody read. Rolling sums reach back before since';
