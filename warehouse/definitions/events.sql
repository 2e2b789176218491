-- Events as they are known now, or were known at a time.

CREATE MACRO core.stood_at(known_from, known_to, is_current, at_time) AS
    CASE WHEN at_time IS NULL THEN is_current
        ELSE (known_from IS NULL OR known_from <= at_time::TIMESTAMP) AND (known_to IS NULL OR at_time::TIMESTAMP < known_to)
    END;
COMMENT ON MACRO core.stood_at IS 'Whether a row stood at a time of knowledge (UTC); without a time, whether it stands now';

CREATE MACRO core.event_id_of(incident_id) AS 'ev-' || substr(md5(incident_id), 1, 14);
COMMENT ON MACRO core.event_id_of IS 'The id of the event that this incident founds, or would found';

CREATE MACRO core.distance_km(lat_a, lon_a, lat_b, lon_b) AS
    -- without least(), rounding could push the root of two opposite points past 1
    12742 * asin(sqrt(CASE WHEN lat_a + lon_a + lat_b + lon_b IS NOT NULL THEN least(1, sin(radians(lat_b - lat_a) / 2) ** 2
        + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(radians(lon_b - lon_a) / 2) ** 2) END));
COMMENT ON MACRO core.distance_km IS 'Great-circle distance of two points in kilometres (haversine; mean radius of the Earth 6371 km)';

CREATE VIEW core.last_changes AS
-- all that policies compute from: the event's states, what its sources give, and the claims and incidents of its reports
WITH RECURSIVE moments AS (
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
),
-- what is left of a whole changes with its parts, so that they settle together
tied AS (
    SELECT DISTINCT unnest([part.event_id, whole.event_id]) AS event_id, unnest([whole.event_id, part.event_id]) AS other_id,
        greatest(said.known_from, said.known_to) AS moment
    FROM core.incident_parts AS said
    JOIN core.memberships AS part ON part.incident_id = said.part_incident_id
    JOIN core.memberships AS whole ON whole.incident_id = said.whole_incident_id
),
family AS (
    SELECT event_id, other_id FROM tied
    UNION
    SELECT family.event_id, tied.other_id FROM family JOIN tied ON tied.event_id = family.other_id
),
all_moments AS (
    FROM moments
    UNION ALL
    SELECT family.event_id, moments.moment FROM family JOIN moments ON moments.event_id = family.other_id
    UNION ALL
    SELECT family.event_id, tied.moment FROM family JOIN tied ON tied.event_id = family.other_id
)
SELECT event_id, max(moment) AS settled_at FROM all_moments GROUP BY event_id;
COMMENT ON VIEW core.last_changes IS 'When anything last changed that bears on an event, or on one that it is part of or holds, over all events that there are or were';
COMMENT ON COLUMN core.last_changes.settled_at IS 'UTC; null where no time is known';

CREATE VIEW core.events AS
SELECT * EXCLUDE (known_from, known_to, is_current) FROM core.event_states WHERE is_current;
COMMENT ON VIEW core.events IS 'One row for each attack, linked from the reports of all outlets: what is known today.';
COMMENT ON COLUMN core.events.event_id IS 'Derived from the founding incident; older ids are found in core.event_redirects';

CREATE VIEW core.event_members AS
SELECT event_id, incident_id, article_id, is_founder, independent_source FROM core.memberships WHERE is_current;
COMMENT ON VIEW core.event_members IS 'Which incidents make up which event today.';
COMMENT ON COLUMN core.event_members.incident_id IS 'The incident';
COMMENT ON COLUMN core.event_members.article_id IS 'Its article';
COMMENT ON COLUMN core.event_members.is_founder IS 'Whether the event is named after it: it was known on the earliest day and published first';
COMMENT ON COLUMN core.event_members.independent_source IS 'Articles that reprint one text or credit one agency share it';

CREATE MACRO core.events_at(at_time, in_country, from_day, to_day) AS TABLE
FROM core.events_known_at(at_time, in_country, from_day, to_day);
COMMENT ON MACRO TABLE core.events_at IS 'The events whose figures are computed at a question: core.events_known_at; in a snapshot, which keeps figures, only those that were to change yet';

CREATE MACRO core.events_known_at(at_time, in_country, from_day, to_day) AS TABLE
SELECT event.* EXCLUDE (known_from, known_to, is_current)
FROM core.event_states AS event
WHERE core.stood_at(event.known_from, event.known_to, event.is_current, at_time)
    AND (in_country IS NULL OR event.country = in_country)
    AND (from_day IS NULL OR event.date_start >= from_day::DATE)
    AND (to_day IS NULL OR event.date_start <= to_day::DATE);
COMMENT ON MACRO TABLE core.events_known_at IS 'The events as they were known at a time, or are now; of one country and of first days between two';

CREATE MACRO core.present_event(event) AS coalesce(
    (SELECT redirect.event_id FROM core.event_redirects AS redirect WHERE redirect.old_event_id = event),
    (SELECT any_value(state.event_id) FROM core.event_states AS state WHERE state.event_id = event),
    error(concat('no event has or had the id ', core.repeated(event), '; those that there are: SELECT event_id FROM mart.events'))
);
COMMENT ON MACRO core.present_event IS 'The event that this id names now; an error where it never named one';

CREATE MACRO core.event_at(event, at_time) AS coalesce(
    (SELECT any_value(state.event_id) FROM core.event_states AS state
        WHERE state.event_id = event AND core.stood_at(state.known_from, state.known_to, state.is_current, at_time)),
    -- what it is now had another name then
    (SELECT arg_min(held.event_id, (NOT member.is_founder, held.incident_id))
        FROM core.memberships AS held
        JOIN core.event_members AS member ON member.incident_id = held.incident_id
        WHERE at_time IS NOT NULL AND event IS NOT NULL AND member.event_id = core.present_event(event)
            AND core.stood_at(held.known_from, held.known_to, held.is_current, at_time)),
    core.present_event(event)
);
COMMENT ON MACRO core.event_at IS 'The event that this id named at a time, or that held then what it names now; without a time, core.present_event';

-- Two branches, of which one is empty from the start: the id of one event is a condition of scans then, and not of each row.
-- HAVING is always true, and tells DuckDB that these are few: it looks up the reports of the events, and not the events of
-- all reports.
CREATE MACRO core.events_asked(event, at_time, in_country, from_day, to_day) AS TABLE
SELECT asked.event_id
FROM (
    SELECT e.event_id FROM core.events_known_at(at_time, in_country, from_day, to_day) AS e WHERE event IS NULL
    UNION ALL
    SELECT e.event_id
    FROM (SELECT core.event_at(event, at_time) AS event_id WHERE event IS NOT NULL) AS named
    JOIN core.events_known_at(at_time, in_country, from_day, to_day) AS e ON e.event_id = named.event_id
) AS asked
GROUP BY asked.event_id
HAVING count(*) > 0;
COMMENT ON MACRO TABLE core.events_asked IS 'The ids in core.events_known_at, or the one that an id names now where one is given';

CREATE VIEW mart.events AS
SELECT event_id, date_start, date_end, date_precision, place, admin1, country, lat, lon, place_precision, actors, method, articles, publishers, independent_sources, first_reported_at, last_reported_at, killed_low, killed_best, killed_high, killed_civilian_low, killed_civilian_best, killed_civilian_high, killed_combatant_low, killed_combatant_best, killed_combatant_high, killed_unknown_low, killed_unknown_best, killed_unknown_high, killed_children_low, killed_children_best, killed_children_high, killed_women_low, killed_women_best, killed_women_high, injured_low, injured_best, injured_high, injured_civilian_low, injured_civilian_best, injured_civilian_high, injured_combatant_low, injured_combatant_best, injured_combatant_high, injured_unknown_low, injured_unknown_best, injured_unknown_high, injured_children_low, injured_children_best, injured_children_high, injured_women_low, injured_women_best, injured_women_high
FROM core.events;
COMMENT ON VIEW mart.events IS 'One row for each attack, linked from the reports of all outlets.';
COMMENT ON COLUMN mart.events.event_id IS 'The event; `mart.claims_of_event` shows what it rests on';
COMMENT ON COLUMN mart.events.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';

CREATE MACRO mart.events_as_of(known_at) AS TABLE
SELECT * EXCLUDE (is_current)
FROM core.event_states
WHERE (known_from IS NULL OR known_from <= known_at::TIMESTAMP) AND (known_to IS NULL OR known_at::TIMESTAMP < known_to)
UNION ALL BY NAME
SELECT error(core.no_time()) AS event_id WHERE known_at IS NULL;
COMMENT ON MACRO TABLE mart.events_as_of IS 'The events as they were known at a time (UTC; NULL is none): what mart.events would have given then. known_from and known_to tell from when to when each was known to be so';

CREATE MACRO mart.event_states_of(event) AS TABLE
SELECT state.*
FROM core.event_states AS state
WHERE state.event_id = core.present_event(event)
ORDER BY state.known_from NULLS FIRST;
COMMENT ON MACRO TABLE mart.event_states_of IS 'What one event was known to be, from when to when, oldest first';

CREATE MACRO mart.near(lat, lon, km := 25, since := NULL, until := NULL, victim := 'total', policy := 'tollwatch', known_at := NULL) AS TABLE
WITH event AS (
    SELECT e.event_id, e.date_start, e.date_precision, e.place, e.admin1, e.country, e.lat, e.lon, e.place_precision, e.actors, e."method",
        e.articles, round(core.distance_km(e.lat, e.lon, lat, lon), 1) AS distance_km
    FROM core.events_known_at(known_at, NULL, since, until) AS e
    -- the middle of a province or a country is no place where an attack was
    WHERE e.place_precision NOT IN ('admin1', 'country', 'region')
        AND e.lat BETWEEN lat - km / 111.0 AND lat + km / 111.0 AND core.distance_km(e.lat, e.lon, lat, lon) <= km
),
figure AS (
    SELECT f.event_id, f.effect, f.low, f.best, f.high
    FROM core.figures_of_policy(policy, known_at, NULL, since, until) AS f
    WHERE f.victim = victim
)
SELECT event.distance_km, event.event_id, event.date_start, event.date_precision, event.place, event.admin1, event.country, event.lat, event.lon,
    event.place_precision, event.actors, event."method", event.articles, killed.low AS killed_low, killed.best AS killed_best,
    killed.high AS killed_high, injured.low AS injured_low, injured.best AS injured_best, injured.high AS injured_high
FROM event
LEFT JOIN figure AS killed ON killed.event_id = event.event_id AND killed.effect = 'killed'
LEFT JOIN figure AS injured ON injured.event_id = event.event_id AND injured.effect = 'injured'
UNION ALL BY NAME
SELECT error(coalesce(
    core.wrong_question(policy, NULL, victim), concat('no point lies at latitude ', lat, ', longitude ', lon)
)) AS event_id
WHERE core.wrong_question(policy, NULL, victim) IS NOT NULL OR NOT coalesce(abs(lat) <= 90 AND abs(lon) <= 180, false)
ORDER BY distance_km, date_start, event_id;
COMMENT ON MACRO TABLE mart.near IS 'Events within so many km (25 unless told) of a point in degrees, the nearest first: FROM mart.near(34.69, 40.83, km := 50, since := ''2018-11-01''). Events whose place is known to a province or country only are left out: their coordinates are its middle';
