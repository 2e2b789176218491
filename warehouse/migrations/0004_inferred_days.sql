-- Days that no article names: incidents of precision 'inferred' happened in the few days before the report, as far as
-- news of that kind tells. They enter no day and no week.

COMMENT ON COLUMN raw.incidents.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';
COMMENT ON COLUMN core.incidents.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';
COMMENT ON COLUMN core.events.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';
COMMENT ON COLUMN mart.events.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';
COMMENT ON COLUMN mart.event_figures.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';

CREATE OR REPLACE MACRO mart.casualties("by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL) AS TABLE
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
