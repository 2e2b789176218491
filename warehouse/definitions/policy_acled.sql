CREATE MACRO core.acled_number(least) AS
    CASE WHEN least IS NULL THEN NULL WHEN least < 4 THEN 3 WHEN least < 24 THEN 10 WHEN least < 40 THEN 12
        WHEN least < 200 THEN 20 WHEN least < 2000 THEN 100 ELSE 1000 END;
COMMENT ON MACRO core.acled_number IS 'What ACLED writes down for a vague word that allows no less than this (several 3, tens 20, dozens 24, scores 40, hundreds 200, thousands 2000)';

-- ACLED writes one number. Where its lowest total is below the lowest count of a group, the group comes down to it: the
-- total is not raised, as mart.event_figures_by would do for the other policies.

CREATE MACRO core.figures_acled(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH voice AS (
    SELECT * FROM core.voices(known_at, country, since, until) WHERE effect = 'killed'
),
lowest AS (
    SELECT event_id, victim_group, min(acled) AS number, count(*) AS sources
    FROM voice
    WHERE is_reliable
    GROUP BY event_id, victim_group
),
within AS (
    SELECT event_id, victim_group, sources,
        least(number, min(number) FILTER (WHERE victim_group = 'total') OVER (PARTITION BY event_id)) AS number
    FROM lowest
)
SELECT event_id, 'killed' AS effect, victim_group AS victim, number AS low, number AS best, number AS high,
    NULL::VARCHAR AS grade, sources, false AS are_side_by_side
FROM within
UNION ALL
SELECT event.event_id, 'killed', 'total', NULL, 0, NULL, 'no number known', 0, false
FROM core.events_at(known_at, country, since, until) AS event
ANTI JOIN voice ON voice.event_id = event.event_id;
COMMENT ON MACRO TABLE core.figures_acled IS 'Figures by the rule of ACLED: deaths, one number, the lowest that a reliable source gives; vague words by its table (several 3, dozens 12, hundreds 100). No group exceeds the total. Where nobody gives a number of dead, best is 0 and low and high stay null';
