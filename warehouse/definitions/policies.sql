-- The figures of events under the policy that is named.

CREATE MACRO core.is_policy("name") AS list_contains(core.policies_known(), coalesce("name", ''));
COMMENT ON MACRO core.is_policy IS 'Whether a policy has this name';

CREATE MACRO core.figures_of(event) AS [
    {'effect': 'killed', 'victim': 'total', 'low': event.killed_low, 'best': event.killed_best, 'high': event.killed_high},
    {'effect': 'killed', 'victim': 'civilian', 'low': event.killed_civilian_low, 'best': event.killed_civilian_best, 'high': event.killed_civilian_high},
    {'effect': 'killed', 'victim': 'combatant', 'low': event.killed_combatant_low, 'best': event.killed_combatant_best, 'high': event.killed_combatant_high},
    {'effect': 'killed', 'victim': 'unknown', 'low': event.killed_unknown_low, 'best': event.killed_unknown_best, 'high': event.killed_unknown_high},
    {'effect': 'killed', 'victim': 'children', 'low': event.killed_children_low, 'best': event.killed_children_best, 'high': event.killed_children_high},
    {'effect': 'killed', 'victim': 'women', 'low': event.killed_women_low, 'best': event.killed_women_best, 'high': event.killed_women_high},
    {'effect': 'injured', 'victim': 'total', 'low': event.injured_low, 'best': event.injured_best, 'high': event.injured_high},
    {'effect': 'injured', 'victim': 'civilian', 'low': event.injured_civilian_low, 'best': event.injured_civilian_best, 'high': event.injured_civilian_high},
    {'effect': 'injured', 'victim': 'combatant', 'low': event.injured_combatant_low, 'best': event.injured_combatant_best, 'high': event.injured_combatant_high},
    {'effect': 'injured', 'victim': 'unknown', 'low': event.injured_unknown_low, 'best': event.injured_unknown_best, 'high': event.injured_unknown_high},
    {'effect': 'injured', 'victim': 'children', 'low': event.injured_children_low, 'best': event.injured_children_best, 'high': event.injured_children_high},
    {'effect': 'injured', 'victim': 'women', 'low': event.injured_women_low, 'best': event.injured_women_best, 'high': event.injured_women_high}
];
COMMENT ON MACRO core.figures_of IS 'The figures of a row of core.event_states as a list of (effect, victim, low, best, high)';

CREATE MACRO core.computed_figures(policy, known_at, country, since, until) AS TABLE
WITH stated AS (
    SELECT * FROM core.figures_ucdp(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'ucdp'
    UNION ALL BY NAME
    SELECT * FROM core.figures_acled(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'acled'
    UNION ALL BY NAME
    SELECT * FROM core.figures_airwars(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'airwars'
    UNION ALL BY NAME
    SELECT * FROM core.figures_ibc(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'ibc'
),
wide AS (
    SELECT event_id, effect, bool_or(are_side_by_side) AS are_side_by_side,
        any_value(figure) FILTER (WHERE victim_group = 'total') AS total,
        any_value(figure) FILTER (WHERE victim_group = 'civilian') AS civilian,
        any_value(figure) FILTER (WHERE victim_group = 'combatant') AS combatant,
        any_value(figure) FILTER (WHERE victim_group = 'unknown') AS unknown,
        any_value(figure) FILTER (WHERE victim_group = 'children') AS children,
        any_value(figure) FILTER (WHERE victim_group = 'women') AS women
    FROM (
        SELECT event_id, effect, stated.victim AS victim_group, are_side_by_side,
            {'low': low, 'best': best, 'high': high, 'grade': grade, 'sources': sources} AS figure
        FROM stated
    )
    GROUP BY event_id, effect
),
-- No part exceeds the whole, and low <= best <= high, under every policy.
summed AS (
    SELECT * REPLACE (core.whole_of(total, civilian, combatant, [unknown, children, women], are_side_by_side) AS total) FROM wide
),
bounded AS (
    SELECT * REPLACE (
        core.part_of(civilian, total) AS civilian, core.part_of(combatant, total) AS combatant,
        core.part_of(unknown, total) AS unknown, core.part_of(children, total) AS children, core.part_of(women, total) AS women
    )
    FROM summed
),
agreeing AS (
    SELECT event_id, effect, unnest([
        {'victim': 'total', 'figure': total}, {'victim': 'civilian', 'figure': civilian},
        {'victim': 'combatant', 'figure': combatant},
        {'victim': 'unknown', 'figure': core.unknown_of(unknown, total, civilian, combatant)},
        {'victim': 'children', 'figure': children}, {'victim': 'women', 'figure': women}
    ]) AS of_group
    FROM bounded
),
figure AS (
    SELECT event_id, effect, of_group.victim, of_group.figure.low, of_group.figure.best, of_group.figure.high,
        of_group.figure.grade, of_group.figure.sources
    FROM agreeing
    UNION ALL BY NAME
    SELECT * EXCLUDE (are_side_by_side)
    FROM core.figures_tollwatch(known_at := known_at, country := country, since := since, until := until)
    WHERE policy = 'tollwatch'
)
SELECT event.event_id, event.date_start, event.date_precision, event.country, event.admin1, event.place, event.actors,
    event.method, figure.effect, figure.victim, figure.low, figure.best, figure.high, figure.grade, figure.sources
FROM figure
JOIN core.events_at(known_at, country, since, until) AS event ON event.event_id = figure.event_id
WHERE coalesce(figure.low, figure.best, figure.high) IS NOT NULL;
COMMENT ON MACRO TABLE core.computed_figures IS 'The figures of each event under a policy, computed from what each source gives; mart.event_figures_by says what the columns are';

CREATE MACRO core.figures_of_policy(policy, known_at, country, since, until) AS TABLE
FROM core.computed_figures(policy, known_at, country, since, until);
COMMENT ON MACRO TABLE core.figures_of_policy IS 'As core.computed_figures; in a snapshot, from core.kept_figures where the event has not changed since';

CREATE VIEW mart.event_figures AS
SELECT event_id, date_start, date_precision, country, admin1, place, actors, "method", effect, victim, low, best, high
FROM mart.event_figures_by();
COMMENT ON VIEW mart.event_figures IS 'The figures of mart.events, one row for each event, effect and victim group that anything is said of.';
COMMENT ON COLUMN mart.event_figures.date_start IS 'First day of the event';
COMMENT ON COLUMN mart.event_figures.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN mart.event_figures.admin1 IS 'First administrative division';
COMMENT ON COLUMN mart.event_figures.place IS 'Place';
COMMENT ON COLUMN mart.event_figures.actors IS 'Who did it';
COMMENT ON COLUMN mart.event_figures.method IS 'How';
COMMENT ON COLUMN mart.event_figures.effect IS 'killed or injured';
COMMENT ON COLUMN mart.event_figures.victim IS 'total, civilian, combatant, unknown, children or women; children and women are also counted in the first three';
COMMENT ON COLUMN mart.event_figures.low IS 'Least figure over independent sources';
COMMENT ON COLUMN mart.event_figures.best IS 'The figure that most independent sources give';
COMMENT ON COLUMN mart.event_figures.high IS 'Greatest figure; null where no source sets an upper bound';

CREATE MACRO mart.event_figures_by(policy := 'tollwatch', known_at := NULL, country := NULL, since := NULL, until := NULL, less_parts := false) AS TABLE
SELECT * FROM core.figures_of_policy(policy, known_at, country, since, until) WHERE NOT coalesce(less_parts, false)
UNION ALL BY NAME
SELECT * FROM core.counted_figures(policy, known_at, country, since, until) WHERE coalesce(less_parts, false)
UNION ALL BY NAME
SELECT error(refused.wrong) AS event_id FROM core.refusals(policy, country) AS refused;
COMMENT ON MACRO TABLE mart.event_figures_by IS 'The figures of each event under a policy (tollwatch, ucdp, acled, airwars, ibc), one row for each effect and victim group, optionally as they were known at a time (known_at, UTC; NULL is now); country, since and until (of the first day) keep only such events and make it faster. The columns are those of mart.event_figures, with grade (what the policy says of the evidence, null where it grades nothing) and sources (independent sources that give the figure). less_parts := true gives what sums add up: of an event that holds others only what these leave (mart.event_parts), and no row where they leave nothing';

CREATE MACRO mart.events_by(policy := 'tollwatch', known_at := NULL, country := NULL, since := NULL, until := NULL, less_parts := false) AS TABLE
WITH figures AS (
    SELECT f.event_id, any_value(f.grade) AS grade,
        any_value(f.low) FILTER (WHERE f.effect = 'killed' AND f.victim = 'total') AS killed_low,
        any_value(f.best) FILTER (WHERE f.effect = 'killed' AND f.victim = 'total') AS killed_best,
        any_value(f.high) FILTER (WHERE f.effect = 'killed' AND f.victim = 'total') AS killed_high,
        any_value(f.low) FILTER (WHERE f.effect = 'killed' AND f.victim = 'civilian') AS killed_civilian_low,
        any_value(f.best) FILTER (WHERE f.effect = 'killed' AND f.victim = 'civilian') AS killed_civilian_best,
        any_value(f.high) FILTER (WHERE f.effect = 'killed' AND f.victim = 'civilian') AS killed_civilian_high,
        any_value(f.low) FILTER (WHERE f.effect = 'killed' AND f.victim = 'combatant') AS killed_combatant_low,
        any_value(f.best) FILTER (WHERE f.effect = 'killed' AND f.victim = 'combatant') AS killed_combatant_best,
        any_value(f.high) FILTER (WHERE f.effect = 'killed' AND f.victim = 'combatant') AS killed_combatant_high,
        any_value(f.low) FILTER (WHERE f.effect = 'killed' AND f.victim = 'unknown') AS killed_unknown_low,
        any_value(f.best) FILTER (WHERE f.effect = 'killed' AND f.victim = 'unknown') AS killed_unknown_best,
        any_value(f.high) FILTER (WHERE f.effect = 'killed' AND f.victim = 'unknown') AS killed_unknown_high,
        any_value(f.low) FILTER (WHERE f.effect = 'killed' AND f.victim = 'children') AS killed_children_low,
        any_value(f.best) FILTER (WHERE f.effect = 'killed' AND f.victim = 'children') AS killed_children_best,
        any_value(f.high) FILTER (WHERE f.effect = 'killed' AND f.victim = 'children') AS killed_children_high,
        any_value(f.low) FILTER (WHERE f.effect = 'killed' AND f.victim = 'women') AS killed_women_low,
        any_value(f.best) FILTER (WHERE f.effect = 'killed' AND f.victim = 'women') AS killed_women_best,
        any_value(f.high) FILTER (WHERE f.effect = 'killed' AND f.victim = 'women') AS killed_women_high,
        any_value(f.low) FILTER (WHERE f.effect = 'injured' AND f.victim = 'total') AS injured_low,
        any_value(f.best) FILTER (WHERE f.effect = 'injured' AND f.victim = 'total') AS injured_best,
        any_value(f.high) FILTER (WHERE f.effect = 'injured' AND f.victim = 'total') AS injured_high,
        any_value(f.low) FILTER (WHERE f.effect = 'injured' AND f.victim = 'civilian') AS injured_civilian_low,
        any_value(f.best) FILTER (WHERE f.effect = 'injured' AND f.victim = 'civilian') AS injured_civilian_best,
        any_value(f.high) FILTER (WHERE f.effect = 'injured' AND f.victim = 'civilian') AS injured_civilian_high,
        any_value(f.low) FILTER (WHERE f.effect = 'injured' AND f.victim = 'combatant') AS injured_combatant_low,
        any_value(f.best) FILTER (WHERE f.effect = 'injured' AND f.victim = 'combatant') AS injured_combatant_best,
        any_value(f.high) FILTER (WHERE f.effect = 'injured' AND f.victim = 'combatant') AS injured_combatant_high,
        any_value(f.low) FILTER (WHERE f.effect = 'injured' AND f.victim = 'unknown') AS injured_unknown_low,
        any_value(f.best) FILTER (WHERE f.effect = 'injured' AND f.victim = 'unknown') AS injured_unknown_best,
        any_value(f.high) FILTER (WHERE f.effect = 'injured' AND f.victim = 'unknown') AS injured_unknown_high,
        any_value(f.low) FILTER (WHERE f.effect = 'injured' AND f.victim = 'children') AS injured_children_low,
        any_value(f.best) FILTER (WHERE f.effect = 'injured' AND f.victim = 'children') AS injured_children_best,
        any_value(f.high) FILTER (WHERE f.effect = 'injured' AND f.victim = 'children') AS injured_children_high,
        any_value(f.low) FILTER (WHERE f.effect = 'injured' AND f.victim = 'women') AS injured_women_low,
        any_value(f.best) FILTER (WHERE f.effect = 'injured' AND f.victim = 'women') AS injured_women_best,
        any_value(f.high) FILTER (WHERE f.effect = 'injured' AND f.victim = 'women') AS injured_women_high
    FROM mart.event_figures_by(policy := policy, known_at := known_at, country := country, since := since, until := until, less_parts := less_parts) AS f
    GROUP BY f.event_id
)
SELECT event.event_id, event.date_start, event.date_end, event.date_precision, event.place, event.admin1, event.country, event.lat, event.lon, event.place_precision, event.actors, event.method, event.articles, event.publishers, event.independent_sources, event.first_reported_at, event.last_reported_at,
    figures.killed_low, figures.killed_best, figures.killed_high, figures.killed_civilian_low, figures.killed_civilian_best, figures.killed_civilian_high, figures.killed_combatant_low, figures.killed_combatant_best, figures.killed_combatant_high, figures.killed_unknown_low, figures.killed_unknown_best, figures.killed_unknown_high, figures.killed_children_low, figures.killed_children_best, figures.killed_children_high, figures.killed_women_low, figures.killed_women_best, figures.killed_women_high, figures.injured_low, figures.injured_best, figures.injured_high, figures.injured_civilian_low, figures.injured_civilian_best, figures.injured_civilian_high, figures.injured_combatant_low, figures.injured_combatant_best, figures.injured_combatant_high, figures.injured_unknown_low, figures.injured_unknown_best, figures.injured_unknown_high, figures.injured_children_low, figures.injured_children_best, figures.injured_children_high, figures.injured_women_low, figures.injured_women_best, figures.injured_women_high,
    figures.grade
FROM core.events_known_at(known_at, country, since, until) AS event
LEFT JOIN figures ON figures.event_id = event.event_id;
COMMENT ON MACRO TABLE mart.events_by IS 'The events with the figures of a policy (tollwatch, ucdp, acled, airwars, ibc), optionally as they were known at a time (known_at, UTC; NULL is now); country, since and until (of the first day) keep only such events and make it faster. The columns are those of mart.events, with grade (what the policy says of the evidence, null where it grades nothing). less_parts as in mart.event_figures_by';
