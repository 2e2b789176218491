-- Sums over the events by effect and victim group, by the rules of mart.casualties.
SELECT f.effect, f.victim, count(*) AS events, sum(f.low)::BIGINT AS low, sum(coalesce(f.best, f.low))::BIGINT AS best,
    sum(coalesce(f.high, f.best, f.low))::BIGINT AS high, count(*) FILTER (WHERE f.best IS NULL) AS without_best,
    count(*) FILTER (WHERE f.high IS NULL) AS without_high
FROM mart.event_figures_by(
    policy := $policy, known_at := $known_at, country := $country, since := $since, until := $until, less_parts := true
) AS f
WHERE f.date_start IS NOT NULL
GROUP BY f.effect, f.victim
ORDER BY f.effect DESC, list_position(['total', 'civilian', 'combatant', 'unknown', 'children', 'women'], f.victim)
