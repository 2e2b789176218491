-- Low, best and high of each state of an event, by effect and victim group, from the temporary table reports. The policy is
-- told in docs/warehouse.md.

CREATE OR REPLACE TEMP TABLE state_figures AS
WITH heard AS (
    SELECT state_no, independent_source, publisher, article_id, incident_id, reported_at, unnest(heard_for) AS effect,
        CASE effect WHEN 'killed' THEN killed ELSE injured END AS toll
    FROM reports
)
SELECT * EXCLUDE (figure), figure.low AS low, figure.best AS best, figure.high AS high
FROM (
    SELECT * EXCLUDE (toll),
        unnest(['total', 'civilian', 'combatant', 'unknown', 'children', 'women']) AS victim,
        unnest([toll.total, toll.civilian, toll.combatant, toll.unknown, toll.children, toll.women]) AS figure
    FROM heard
)
WHERE coalesce(figure.low, figure.best, figure.high) IS NOT NULL;

CREATE OR REPLACE TEMP TABLE state_tolls AS
WITH given AS (
    FROM state_figures
),
-- A source that leaves out a class which others count does not give the whole toll.
classes AS (
    SELECT state_no, effect, independent_source,
        list(victim) FILTER (WHERE victim IN ('civilian', 'combatant')) AS said,
        bool_or(victim = 'unknown') OR NOT bool_or(victim IN ('civilian', 'combatant')) AS is_of_all
    FROM given
    GROUP BY ALL
),
-- Classes that one source counts side by side are different people; those of different sources may be the same.
all_classes AS (
    SELECT state_no, effect, list_distinct(flatten(list(coalesce(said, [])))) AS classes,
        bool_or(len(said) = 2) AS are_side_by_side
    FROM classes
    GROUP BY ALL
),
whole AS (
    SELECT state_no, effect, independent_source,
        is_of_all OR list_has_all(coalesce(said, []), all_classes.classes) AS is_whole
    FROM classes
    JOIN all_classes USING (state_no, effect)
),
counted AS (
    SELECT given.*
    FROM given
    JOIN whole USING (state_no, effect, independent_source)
    QUALIFY victim <> 'total' OR is_whole OR NOT bool_or(is_whole) OVER (PARTITION BY state_no, effect)
),
votes AS (
    SELECT state_no, effect, victim, best
    FROM counted
    WHERE best IS NOT NULL
    GROUP BY state_no, effect, victim, best
    QUALIFY row_number() OVER (
        PARTITION BY state_no, effect, victim
        ORDER BY count(DISTINCT independent_source) DESC, max(reported_at) DESC NULLS LAST, best DESC
    ) = 1
),
-- Where no report gives an upper bound there is none; where some do, it is no less than what any report counts.
ranges AS (
    SELECT state_no, effect, victim, min(low) AS low,
        CASE WHEN max(high) IS NOT NULL THEN greatest(max(high), max(best), max(low)) END AS high
    FROM counted
    GROUP BY ALL
),
figures AS (
    SELECT state_no, effect, victim, ranges.low, votes.best, ranges.high
    FROM ranges
    LEFT JOIN votes USING (state_no, effect, victim)
),
wide AS (
    SELECT state_no, effect,
        {columns}
    FROM figures
    GROUP BY ALL
),
-- The whole is no less than its parts. least() and greatest() pass over null, and what nobody gives must stay null.
summed AS (
    SELECT * REPLACE (
        CASE WHEN total_best IS NOT NULL OR coalesce(total_low, total_high) IS NULL THEN greatest(
            total_best, civilian_best, combatant_best, CASE WHEN are_side_by_side THEN civilian_best + combatant_best END
        ) END AS total_best,
        CASE WHEN total_high IS NOT NULL THEN greatest(
            total_high, total_best, {part_highs}, civilian_best, combatant_best,
            CASE WHEN are_side_by_side THEN civilian_best + combatant_best END
        ) END AS total_high
    )
    FROM wide
    JOIN all_classes USING (state_no, effect)
),
-- No part exceeds the whole, and low <= best <= high.
bounded AS (
    SELECT * REPLACE (
        CASE WHEN total_low IS NOT NULL THEN least(total_low, total_best, total_high) END AS total_low,
        {bounded_parts}
    )
    FROM summed
),
-- Where a class is known, the unknown are what is left of the total. That says nothing of bounds that nobody gave.
remainder AS (
    SELECT state_no, effect, total_best - coalesce(civilian_best, 0) - coalesce(combatant_best, 0) AS remaining
    FROM bounded
    WHERE coalesce(civilian_best, combatant_best) IS NOT NULL
)
SELECT bounded.* EXCLUDE (classes, are_side_by_side) REPLACE (
    CASE WHEN remaining IS NULL THEN unknown_low WHEN remaining > 0 AND unknown_low IS NOT NULL
        THEN least(unknown_low, remaining) END AS unknown_low,
    CASE WHEN remaining IS NULL THEN unknown_best WHEN remaining > 0 THEN remaining END AS unknown_best,
    CASE WHEN remaining IS NULL THEN unknown_high WHEN remaining > 0 AND unknown_high IS NOT NULL
        THEN greatest(unknown_high, remaining) END AS unknown_high
)
FROM bounded
LEFT JOIN remainder USING (state_no, effect);
