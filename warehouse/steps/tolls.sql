-- Low, best and high of each state of an event, by effect and victim group, from the temporary tables heard and states. The
-- policy is told in docs/warehouse.md.

-- What sources give, and which classes of victims they count: one that leaves out a class which others count does not give
-- the whole toll.
CREATE OR REPLACE TEMP TABLE figures_heard AS
WITH given AS (
    SELECT * EXCLUDE (toll),
        unnest(['total', 'civilian', 'combatant', 'unknown', 'children', 'women']) AS victim,
        unnest([toll.total, toll.civilian, toll.combatant, toll.unknown, toll.children, toll.women]) AS figure,
        coalesce(toll.civilian.low, toll.civilian.best, toll.civilian.high) IS NOT NULL AS of_civilians,
        coalesce(toll.combatant.low, toll.combatant.best, toll.combatant.high) IS NOT NULL AS of_combatants,
        coalesce(toll.unknown.low, toll.unknown.best, toll.unknown.high) IS NOT NULL
            OR NOT of_civilians AND NOT of_combatants AS is_of_all
    FROM heard
)
SELECT * FROM given WHERE coalesce(figure.low, figure.best, figure.high) IS NOT NULL;

CREATE OR REPLACE TEMP TABLE figure_ballots AS
SELECT key, start_us, end_us, independent_source AS voter, reported_at AS rank, 0 AS grade,
    {{'effect': effect, 'victim': victim, 'low': figure.low, 'best': figure.best, 'high': figure.high,
      'of_civilians': of_civilians, 'of_combatants': of_combatants, 'is_of_all': is_of_all}} AS option
FROM figures_heard;

CREATE OR REPLACE TEMP TABLE state_tolls AS
WITH given AS (
    SELECT stretch_no AS state_no, option.*, voters AS sources, last_rank AS reported_at
    FROM standing('figure_ballots', 'states')
),
-- Classes that one source counts side by side are different people; those of different sources may be the same.
all_classes AS (
    SELECT state_no, effect, bool_or(of_civilians) AS any_civilians, bool_or(of_combatants) AS any_combatants,
        bool_or(of_civilians AND of_combatants) AS are_side_by_side
    FROM given
    GROUP BY ALL
),
whole AS (
    SELECT given.*, is_of_all OR of_civilians = any_civilians AND of_combatants = any_combatants AS is_whole
    FROM given
    JOIN all_classes USING (state_no, effect)
),
counted AS (
    FROM whole
    QUALIFY victim <> 'total' OR is_whole OR NOT bool_or(is_whole) OVER (PARTITION BY state_no, effect)
),
votes AS (
    SELECT state_no, effect, victim, best
    FROM counted
    WHERE best IS NOT NULL
    GROUP BY state_no, effect, victim, best
    QUALIFY row_number() OVER (
        PARTITION BY state_no, effect, victim
        ORDER BY sum(sources) DESC, max(reported_at) DESC NULLS LAST, best DESC
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
SELECT bounded.* EXCLUDE (any_civilians, any_combatants, are_side_by_side) REPLACE (
    CASE WHEN remaining IS NULL THEN unknown_low WHEN remaining > 0 AND unknown_low IS NOT NULL
        THEN least(unknown_low, remaining) END AS unknown_low,
    CASE WHEN remaining IS NULL THEN unknown_best WHEN remaining > 0 THEN remaining END AS unknown_best,
    CASE WHEN remaining IS NULL THEN unknown_high WHEN remaining > 0 AND unknown_high IS NOT NULL
        THEN greatest(unknown_high, remaining) END AS unknown_high
)
FROM bounded
LEFT JOIN remainder USING (state_no, effect);
