-- Under UCDP's rule 14, "at least 14" and "about 14" support one figure: they were counted apart.

CREATE MACRO core.figures_ucdp(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH reliable AS (
    SELECT * FROM core.voices(known_at, country, since, until) WHERE is_reliable AND effect = 'killed'
),
agreed AS (
    SELECT event_id, victim_group, number
    FROM (
        SELECT r.event_id, r.victim_group, coalesce(r.best, r.low) AS number, r.best IS NULL AS is_vague, r.reliability
        FROM reliable AS r
    )
    WHERE number IS NOT NULL
    GROUP BY event_id, victim_group, number, is_vague
    QUALIFY row_number() OVER (
        PARTITION BY event_id, victim_group ORDER BY is_vague, count(*) DESC, min(reliability), number
    ) = 1
)
SELECT event_id, 'killed' AS effect, victim_group AS victim, min(coalesce(reliable.low, reliable.best)) AS low, any_value(agreed.number) AS best,
    max(coalesce(reliable.high, reliable.best, reliable.low)) AS high, NULL::VARCHAR AS grade, count(*) AS sources,
    bool_or(are_side_by_side) AS are_side_by_side
FROM reliable
LEFT JOIN agreed USING (event_id, victim_group)
GROUP BY event_id, victim_group;
COMMENT ON MACRO TABLE core.figures_ucdp IS 'Figures by the rule of the UCDP Georeferenced Event Dataset: deaths; lowest, best and highest of the reliable sources. Best is the figure that most of them give, of equals that of the more reliable, then the lower. As the policy states it, before mart.event_figures_by makes groups and total agree';
