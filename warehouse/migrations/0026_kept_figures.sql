-- Figures that a published snapshot keeps: made once, when it is made, and not at each question.

CREATE TABLE core.kept_figures (
    policy         VARCHAR,
    event_id       VARCHAR,
    date_start     DATE,
    date_precision VARCHAR,
    country        VARCHAR,
    admin1         VARCHAR,
    place          VARCHAR,
    actors         VARCHAR[],
    "method"       VARCHAR,
    effect         VARCHAR,
    victim         VARCHAR,
    low            BIGINT,
    best           BIGINT,
    high           BIGINT,
    grade          VARCHAR,
    sources        BIGINT,
    settled_at     TIMESTAMP
);
COMMENT ON TABLE core.kept_figures IS 'In a published snapshot: the figures of every event under every policy as they are now, from which mart.event_figures_by answers. Empty in the live database, which makes them when asked';
COMMENT ON COLUMN core.kept_figures.policy IS 'The policy';
COMMENT ON COLUMN core.kept_figures.event_id IS 'The event';
COMMENT ON COLUMN core.kept_figures.date_start IS 'First day of the event';
COMMENT ON COLUMN core.kept_figures.date_precision IS 'day, days, week, month, year or inferred';
COMMENT ON COLUMN core.kept_figures.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN core.kept_figures.admin1 IS 'First administrative division';
COMMENT ON COLUMN core.kept_figures.place IS 'Place';
COMMENT ON COLUMN core.kept_figures.actors IS 'Who did it';
COMMENT ON COLUMN core.kept_figures.method IS 'How';
COMMENT ON COLUMN core.kept_figures.effect IS 'killed or injured';
COMMENT ON COLUMN core.kept_figures.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN core.kept_figures.low IS 'Least figure';
COMMENT ON COLUMN core.kept_figures.best IS 'Best figure; null where the policy gives none';
COMMENT ON COLUMN core.kept_figures.high IS 'Greatest figure; null where there is no upper bound';
COMMENT ON COLUMN core.kept_figures.grade IS 'What the policy says of the evidence';
COMMENT ON COLUMN core.kept_figures.sources IS 'Independent sources that give the figure';
COMMENT ON COLUMN core.kept_figures.settled_at IS 'UTC; since then nothing that bears on the event has changed, so its figures then were these';

CREATE TABLE core.settled_events (
    event_id   VARCHAR,
    settled_at TIMESTAMP
);
COMMENT ON TABLE core.settled_events IS 'In a published snapshot: since when nothing has changed that bears on an event. Empty in the live database';
COMMENT ON COLUMN core.settled_events.event_id IS 'The event, also one that has ended';
COMMENT ON COLUMN core.settled_events.settled_at IS 'UTC; null where no time is known for anything of it';

CREATE VIEW core.last_changes AS
-- all that policies compute from: the event's states, what its sources give, and the claims and incidents of its reports
WITH moments AS (
    SELECT event_id, greatest(max(known_from), max(known_to)) AS moment FROM core.event_states GROUP BY event_id
    UNION ALL
    SELECT event_id, greatest(max(known_from), max(known_to)) FROM core.source_figures GROUP BY event_id
    UNION ALL
    SELECT event_id, greatest(max(known_from), max(known_to)) FROM core.memberships GROUP BY event_id
    UNION ALL
    SELECT member.event_id, max(told.moment)
    FROM (
        SELECT incident_id, greatest(max(known_from), max(known_to)) AS moment FROM core.incidents GROUP BY incident_id
        UNION ALL
        SELECT incident_id, greatest(max(known_from), max(known_to)) FROM core.claims WHERE incident_id IS NOT NULL GROUP BY incident_id
    ) AS told
    JOIN (SELECT DISTINCT event_id, incident_id FROM core.memberships) AS member ON member.incident_id = told.incident_id
    GROUP BY member.event_id
)
SELECT event_id, max(moment) AS settled_at FROM moments GROUP BY event_id;
COMMENT ON VIEW core.last_changes IS 'When anything last changed that bears on an event, over all events that there are or were';
COMMENT ON COLUMN core.last_changes.event_id IS 'The event';
COMMENT ON COLUMN core.last_changes.settled_at IS 'UTC; null where no time is known';

CREATE MACRO core.events_known_at(at_time, in_country, from_day, to_day) AS TABLE
SELECT event.* EXCLUDE (known_from, known_to, is_current)
FROM core.event_states AS event
WHERE core.stood_at(event.known_from, event.known_to, event.is_current, at_time)
    AND (in_country IS NULL OR event.country = in_country)
    AND (from_day IS NULL OR event.date_start >= from_day::DATE)
    AND (to_day IS NULL OR event.date_start <= to_day::DATE);
COMMENT ON MACRO TABLE core.events_known_at IS 'The events as they were known at a time, or are now; of one country and of first days between two';

COMMENT ON MACRO TABLE core.events_at IS 'The events whose figures are computed at a question: core.events_known_at; in a snapshot, which keeps figures, only those that were to change yet';

-- sources are counted for the events that are asked for, and not for all
CREATE OR REPLACE MACRO mart.figures_tollwatch(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH figure AS (
    SELECT event.event_id, unnest(core.figures_of(event)) AS f
    FROM core.events_at(known_at, country, since, until) AS event
),
speaking AS (
    SELECT s.event_id, s.effect, s.victim, count(DISTINCT s.independent_source) AS sources
    FROM core.source_figures AS s
    SEMI JOIN core.events_at(known_at, country, since, until) AS event ON event.event_id = s.event_id
    WHERE core.stood_at(s.known_from, s.known_to, s.is_current, known_at)
    GROUP BY s.event_id, s.effect, s.victim
)
SELECT figure.event_id, f.effect, f.victim, f.low, f.best, f.high, NULL::VARCHAR AS grade, coalesce(speaking.sources, 0) AS sources,
    NULL::BOOLEAN AS are_side_by_side
FROM figure
LEFT JOIN speaking ON speaking.event_id = figure.event_id AND speaking.effect = f.effect AND speaking.victim = f.victim
WHERE coalesce(f.low, f.best, f.high) IS NOT NULL;
COMMENT ON MACRO TABLE mart.figures_tollwatch IS 'Figures by the house policy (docs/warehouse.md), as core.event_states keeps them';

CREATE MACRO core.computed_figures(policy, known_at, country, since, until) AS TABLE
WITH stated AS (
    SELECT * FROM mart.figures_ucdp(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'ucdp'
    UNION ALL BY NAME
    SELECT * FROM mart.figures_acled(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'acled'
    UNION ALL BY NAME
    SELECT * FROM mart.figures_airwars(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'airwars'
    UNION ALL BY NAME
    SELECT * FROM mart.figures_ibc(known_at := known_at, country := country, since := since, until := until) WHERE policy = 'ibc'
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
    FROM mart.figures_tollwatch(known_at := known_at, country := country, since := since, until := until)
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

CREATE OR REPLACE MACRO mart.event_figures_by(policy := 'tollwatch', known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
FROM core.figures_of_policy(policy, known_at, country, since, until)
UNION ALL BY NAME
SELECT core.refused_policy(policy) AS event_id
WHERE NOT core.is_policy(policy);
COMMENT ON MACRO TABLE mart.event_figures_by IS 'The figures of each event under a policy (tollwatch, ucdp, acled, airwars, ibc), one row for each effect and victim group, optionally as they were known at a time; country, since and until (of the first day) keep only such events and make it faster. The columns are those of mart.event_figures, with grade (what the policy says of the evidence, null where it grades nothing) and sources (independent sources that give the figure)';

CREATE OR REPLACE MACRO mart.events_by(policy := 'tollwatch', known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
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
    FROM mart.event_figures_by(policy := policy, known_at := known_at, country := country, since := since, until := until) AS f
    GROUP BY f.event_id
)
SELECT event.event_id, event.date_start, event.date_end, event.date_precision, event.place, event.admin1, event.country, event.lat, event.lon, event.place_precision, event.actors, event.method, event.articles, event.publishers, event.independent_sources, event.first_reported_at, event.last_reported_at,
    figures.killed_low, figures.killed_best, figures.killed_high, figures.killed_civilian_low, figures.killed_civilian_best, figures.killed_civilian_high, figures.killed_combatant_low, figures.killed_combatant_best, figures.killed_combatant_high, figures.killed_unknown_low, figures.killed_unknown_best, figures.killed_unknown_high, figures.killed_children_low, figures.killed_children_best, figures.killed_children_high, figures.killed_women_low, figures.killed_women_best, figures.killed_women_high, figures.injured_low, figures.injured_best, figures.injured_high, figures.injured_civilian_low, figures.injured_civilian_best, figures.injured_civilian_high, figures.injured_combatant_low, figures.injured_combatant_best, figures.injured_combatant_high, figures.injured_unknown_low, figures.injured_unknown_best, figures.injured_unknown_high, figures.injured_children_low, figures.injured_children_best, figures.injured_children_high, figures.injured_women_low, figures.injured_women_best, figures.injured_women_high,
    figures.grade
FROM core.events_known_at(known_at, country, since, until) AS event
LEFT JOIN figures ON figures.event_id = event.event_id;
COMMENT ON MACRO TABLE mart.events_by IS 'The events with the figures of a policy (tollwatch, ucdp, acled, airwars, ibc), optionally as they were known at a time; country, since and until (of the first day) keep only such events and make it faster. The columns are those of mart.events, with grade (what the policy says of the evidence, null where it grades nothing)';
