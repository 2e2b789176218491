-- Casualties by country, actor, method and victim group; the deadliest events.

CREATE MACRO mart.casualties_by(what := 'country', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH figure AS (
    SELECT f.event_id, f.effect, f.victim, f.date_start, f.country, f.admin1, f.place, f.actors, f."method", f.low, f.best, f.high
    FROM core.counted_figures(policy, known_at, country, since, until) AS f
    WHERE (what = 'victim' OR f.victim = victim)
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
),
keyed AS (
    SELECT figure.*, CASE what
            WHEN 'country' THEN figure.country WHEN 'admin1' THEN figure.admin1 WHEN 'place' THEN figure.place
            WHEN 'method' THEN figure."method" WHEN 'victim' THEN figure.victim
        END AS key
    FROM figure
    WHERE what <> 'actor'
    UNION ALL BY NAME
    SELECT figure.*, unnest(if(len(figure.actors) > 0, figure.actors, [NULL])) AS key
    FROM figure
    WHERE what = 'actor'
)
SELECT *
FROM (
SELECT keyed.key, CASE WHEN what IN ('country', 'admin1', 'place') THEN keyed.country END AS country,
    CASE WHEN what IN ('admin1', 'place') THEN keyed.admin1 END AS admin1,
    count(DISTINCT keyed.event_id) AS events, min(keyed.date_start) AS first_day, max(keyed.date_start) AS last_day,
    sum(keyed.low) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_low,
    sum(coalesce(keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_best,
    sum(coalesce(keyed.high, keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_high,
    sum(keyed.low) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_low,
    sum(coalesce(keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_best,
    sum(coalesce(keyed.high, keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_high
FROM keyed
GROUP BY 1, 2, 3
UNION ALL BY NAME
SELECT error(asked.wrong) AS key
FROM (
    SELECT coalesce(
        CASE WHEN NOT list_contains(['country', 'admin1', 'place', 'actor', 'method', 'victim'], coalesce(what, ''))
            THEN concat('casualties are not told by ', coalesce(what, 'NULL'), '; known: country, admin1, place, actor, method, victim') END,
        core.wrong_question(policy, country, victim, actor := actor, admin1 := admin1, "method" := "method")
    ) AS wrong
) AS asked
WHERE asked.wrong IS NOT NULL
) AS told
ORDER BY told.killed_best DESC NULLS LAST, told.key, told.country, told.admin1;
COMMENT ON MACRO TABLE mart.casualties_by IS 'Casualties by country, admin1 (governorate), place, actor, method or victim group: FROM mart.casualties_by(''admin1'', country := ''SY'', since := ''2018-01-01''). key is null where it is not known. An event with several actors counts for each, and children and women count in their class too: do not add such rows';

CREATE VIEW mart.casualties_by_country AS
SELECT key AS country, events, first_day, last_day, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties_by('country');
COMMENT ON VIEW mart.casualties_by_country IS 'Casualties by country, over all events.';
COMMENT ON COLUMN mart.casualties_by_country.country IS 'ISO 3166-1 alpha-2; null where no place was recognised';
COMMENT ON COLUMN mart.casualties_by_country.events IS 'Events of which any figure is known';

CREATE VIEW mart.casualties_by_victim AS
SELECT key AS victim, events, first_day, last_day, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties_by('victim');
COMMENT ON VIEW mart.casualties_by_victim IS 'Casualties by victim group, over all events. Children and women are also counted in civilian, combatant or unknown.';
COMMENT ON COLUMN mart.casualties_by_victim.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN mart.casualties_by_victim.events IS 'Events of which any figure is known';

CREATE VIEW mart.casualties_by_actor AS
SELECT key AS actor, events, first_day, last_day, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM mart.casualties_by('actor');
COMMENT ON VIEW mart.casualties_by_actor IS 'Casualties by who is named as having done it. An event of which several are named counts for each: do not add the rows.';
COMMENT ON COLUMN mart.casualties_by_actor.actor IS 'Name of the actor; null where none is named';
COMMENT ON COLUMN mart.casualties_by_actor.events IS 'Events of which any figure is known';

CREATE MACRO mart.deadliest(most := 10, country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH worst AS (
    SELECT f.*
    FROM core.figures_of_policy(policy, known_at, country, since, until) AS f
    WHERE f.effect = 'killed' AND f.victim = victim AND coalesce(f.best, f.low, f.high) IS NOT NULL
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
    ORDER BY coalesce(f.best, f.low, f.high) DESC, coalesce(f.high, f.best, f.low) DESC, f.event_id
    LIMIT most
)
SELECT *
FROM (
SELECT worst.event_id, worst.date_start, worst.date_precision, worst.place, worst.admin1, worst.country, worst.actors, worst."method",
    worst.low, worst.best, worst.high, worst.grade, worst.sources
FROM worst
UNION ALL BY NAME
SELECT error(asked.wrong) AS event_id
FROM (SELECT core.wrong_question(policy, country, victim, actor := actor, admin1 := admin1, "method" := "method") AS wrong) AS asked
WHERE asked.wrong IS NOT NULL
) AS told
ORDER BY coalesce(told.best, told.low, told.high) DESC, coalesce(told.high, told.best, told.low) DESC, told.event_id;
COMMENT ON MACRO TABLE mart.deadliest IS 'The events with most killed, in all or of one victim group: FROM mart.deadliest(5, country := ''SY'', victim := ''children''). By the best figure, else the low one; equal ones by the high one. sources: independent sources that give the figure';
