-- Sums over the events by {by}, most killed first; without an upper bound where one of the events has none.
SELECT {by} AS key, count(DISTINCT event_id) AS events,
    sum(low) FILTER (WHERE effect = 'killed')::BIGINT AS killed_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_best,
    CASE WHEN count(*) FILTER (WHERE effect = 'killed' AND high IS NULL) = 0
        THEN sum(high) FILTER (WHERE effect = 'killed')::BIGINT END AS killed_high,
    sum(low) FILTER (WHERE effect = 'injured')::BIGINT AS injured_low,
    sum(coalesce(best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_best,
    CASE WHEN count(*) FILTER (WHERE effect = 'injured' AND high IS NULL) = 0
        THEN sum(high) FILTER (WHERE effect = 'injured')::BIGINT END AS injured_high
FROM mart.event_figures_by(
    policy := $policy, known_at := $known_at, country := $country, since := $since, until := $until, less_parts := true
)
WHERE victim = 'total' AND date_start IS NOT NULL
GROUP BY key
ORDER BY killed_best DESC NULLS LAST, key NULLS LAST
