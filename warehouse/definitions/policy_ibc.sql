CREATE MACRO core.figures_ibc(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH voice AS (
    SELECT * FROM core.voices(known_at, country, since, until)
),
counting AS (
    SELECT event_id, effect, count(DISTINCT independent_source) AS independent_sources FROM voice GROUP BY event_id, effect
)
SELECT event_id, effect, victim_group AS victim, min(coalesce(low, best)) AS low, NULL::BIGINT AS best, max(coalesce(high, best, low)) AS high,
    CASE WHEN any_value(independent_sources) >= 2 THEN 'corroborated' ELSE 'provisional' END AS grade, count(*) AS sources,
    false AS are_side_by_side
FROM voice
JOIN counting USING (event_id, effect)
GROUP BY event_id, effect, victim_group;
COMMENT ON MACRO TABLE core.figures_ibc IS 'Figures by the rule of Iraq Body Count: minimum and maximum over all sources, no best. grade is corroborated where two independent sources count them, else provisional. As the policy states it, before mart.event_figures_by makes groups and total agree';
