-- Events that are part of others, and sums in which nobody is counted twice for it.

CREATE MACRO core.event_parts_at(at_time) AS TABLE
WITH RECURSIVE told AS (
    SELECT part.event_id AS part_event_id, whole.event_id AS whole_event_id, said.article_id, said.part_quote, said.whole_quote
    FROM core.incident_parts AS said
    JOIN core.memberships AS part ON part.incident_id = said.part_incident_id
        AND core.stood_at(part.known_from, part.known_to, part.is_current, at_time)
    JOIN core.memberships AS whole ON whole.incident_id = said.whole_incident_id AND whole.event_id <> part.event_id
        AND core.stood_at(whole.known_from, whole.known_to, whole.is_current, at_time)
    WHERE core.stood_at(said.known_from, said.known_to, said.is_current, at_time)
),
within(inner_id, outer_id) AS (
    SELECT told.part_event_id, told.whole_event_id FROM told
    UNION
    SELECT within.inner_id, told.whole_event_id FROM within JOIN told ON told.part_event_id = within.outer_id
),
-- Of events of which each is said to be part of the other, none is.
straight AS (
    FROM told ANTI JOIN within AS back ON back.inner_id = told.whole_event_id AND back.outer_id = told.part_event_id
),
below(inner_id, outer_id) AS (
    SELECT straight.part_event_id, straight.whole_event_id FROM straight
    UNION
    SELECT below.inner_id, straight.whole_event_id FROM below JOIN straight ON straight.part_event_id = below.outer_id
)
-- What is part of a part is taken off that part alone.
FROM straight
ANTI JOIN (
    SELECT a.inner_id, b.outer_id FROM below AS a JOIN below AS b ON b.inner_id = a.outer_id
) AS further ON further.inner_id = straight.part_event_id AND further.outer_id = straight.whole_event_id;
COMMENT ON MACRO TABLE core.event_parts_at IS 'mart.event_parts, as known at a time, or now';

CREATE VIEW mart.event_parts AS
FROM core.event_parts_at(NULL)
ORDER BY whole_event_id, part_event_id, article_id;
COMMENT ON VIEW mart.event_parts IS 'Which events are part of another one, one row for each article that tells so: "39 killed across the north", 27 of them in one town. In sums the whole counts those alone whom its parts leave. Events that articles say to be part of each other are not listed; nor is a part of a part beside the whole.';
COMMENT ON COLUMN mart.event_parts.part_event_id IS 'The event that is part of the other';
COMMENT ON COLUMN mart.event_parts.whole_event_id IS 'The event whose figures count its victims too';
COMMENT ON COLUMN mart.event_parts.article_id IS 'The article that tells so';
COMMENT ON COLUMN mart.event_parts.part_quote IS 'The largest figure of the part that its text counts within the whole';
COMMENT ON COLUMN mart.event_parts.whole_quote IS 'The figure that holds it';

CREATE MACRO mart.event_parts_as_of(known_at) AS TABLE
FROM core.event_parts_at(known_at)
UNION ALL BY NAME
SELECT error(core.no_time()) AS part_event_id WHERE known_at IS NULL
ORDER BY whole_event_id, part_event_id, article_id;
COMMENT ON MACRO TABLE mart.event_parts_as_of IS 'mart.event_parts as known at a time (UTC; NULL is none): FROM mart.event_parts_as_of(''2018-11-05'')';

-- Best is exact: whole and parts add up to the greater of the whole and the sum of its parts. Bounds only widen for it.
CREATE MACRO core.remainders(figures, pairs) AS TABLE
WITH pair AS (
    SELECT DISTINCT told.part_event_id, told.whole_event_id FROM query_table(pairs) AS told
),
off AS (
    SELECT pair.whole_event_id, part.effect, part.victim AS victim_group, sum(part.low)::BIGINT AS low,
        sum(coalesce(part.best, part.low))::BIGINT AS best, sum(coalesce(part.high, part.best, part.low))::BIGINT AS high
    FROM pair
    JOIN query_table(figures) AS part ON part.event_id = pair.part_event_id
    GROUP BY ALL
),
less AS (
    SELECT whole.event_id, whole.effect, whole.victim AS victim_group,
        -- of whom no figure is given, the least stands for it in sums of best figures too
        whole.low - coalesce(CASE WHEN whole.best IS NULL THEN off.best ELSE off.low END, 0) AS low,
        whole.best - coalesce(off.best, 0) AS best, whole.high - coalesce(off.high, 0) AS high
    FROM query_table(figures) AS whole
    SEMI JOIN pair ON pair.whole_event_id = whole.event_id
    LEFT JOIN off ON off.whole_event_id = whole.event_id AND off.effect = whole.effect AND off.victim_group = whole.victim
),
lefts AS (
    SELECT event_id, effect, victim_group, {
        'low': CASE WHEN low IS NOT NULL THEN least(greatest(low, 0), CASE WHEN best IS NOT NULL THEN greatest(best, 0) END) END,
        'best': CASE WHEN best IS NOT NULL THEN greatest(best, 0) END,
        'high': CASE WHEN high IS NOT NULL THEN greatest(high, best, 0) END
    } AS of_it
    FROM less
),
-- No group has more left than the whole has.
capped AS (
    SELECT event_id, effect, victim_group, of_it, any_value(of_it) FILTER (WHERE victim_group = 'total') OVER one AS of_all
    FROM lefts
    WINDOW one AS (PARTITION BY event_id, effect)
),
bounded AS (
    SELECT capped.* EXCLUDE (of_it), {
        'low': CASE WHEN of_it.low IS NOT NULL THEN least(of_it.low, of_it.best, of_it.high, of_all.low, of_all.best, of_all.high) END,
        'best': CASE WHEN of_it.best IS NOT NULL THEN least(of_it.best, of_all.best, of_all.high) END,
        'high': CASE WHEN of_it.high IS NOT NULL THEN least(of_it.high, of_all.high, CASE WHEN coalesce(of_all.best, of_all.low) = 0 THEN coalesce(of_all.high, 0) END) END
    } AS of_it
    FROM capped
),
classed AS (
    SELECT bounded.*, coalesce(sum(coalesce(of_it.best, of_it.low)) FILTER (WHERE victim_group IN ('civilian', 'combatant')) OVER one, 0)::BIGINT AS told_of
    FROM bounded
    WINDOW one AS (PARTITION BY event_id, effect)
),
reckoned AS (
    SELECT event_id, effect, victim_group, CASE
        WHEN victim_group <> 'unknown' OR coalesce(of_all.best, of_all.low) IS NULL THEN of_it
        ELSE {
            'low': CASE WHEN of_it.low IS NOT NULL THEN least(of_it.low, greatest(coalesce(of_all.best, of_all.low) - told_of, 0)) END,
            'best': CASE WHEN of_it.best IS NOT NULL THEN least(of_it.best, greatest(coalesce(of_all.best, of_all.low) - told_of, 0)) END,
            'high': of_it.high
        }
    END AS of_it
    FROM classed
)
SELECT whole.* REPLACE (reckoned.of_it.low AS low, reckoned.of_it.best AS best, reckoned.of_it.high AS high)
FROM query_table(figures) AS whole
JOIN reckoned ON reckoned.event_id = whole.event_id AND reckoned.effect = whole.effect AND reckoned.victim_group = whole.victim;
COMMENT ON MACRO TABLE core.remainders IS 'What the parts of events leave of them, of each effect and victim group: their figures less those of their parts, never below 0. figures and pairs: names of relations, of figures under one policy as known at one time and of core.event_parts_at of that time';

CREATE MACRO core.is_left(low, best, high) AS coalesce(greatest(low, best, high) > 0, false);
COMMENT ON MACRO core.is_left IS 'Whether anybody is left of an event when its parts are counted';

CREATE MACRO core.computed_counted_figures(policy, known_at, country, since, until) AS TABLE
WITH stated AS (
    -- of any day and country: what a whole counts beside its parts is the same whatever is asked
    FROM core.computed_figures(policy, known_at, NULL, NULL, NULL)
),
pair AS (
    FROM core.event_parts_at(known_at)
),
counted AS (
    SELECT * FROM stated ANTI JOIN pair ON pair.whole_event_id = stated.event_id
    UNION ALL BY NAME
    SELECT * FROM core.remainders('stated', 'pair') AS remains WHERE core.is_left(remains.low, remains.best, remains.high)
)
SELECT *
FROM counted
WHERE (country IS NULL OR counted.country = country)
    AND (since IS NULL OR counted.date_start >= since::DATE)
    AND (until IS NULL OR counted.date_start <= until::DATE);
COMMENT ON MACRO TABLE core.computed_counted_figures IS 'core.counted_figures, reckoned from what each source gives';

CREATE MACRO core.counted_figures(policy, known_at, country, since, until) AS TABLE
FROM core.computed_counted_figures(policy, known_at, country, since, until);
COMMENT ON MACRO TABLE core.counted_figures IS 'The figures that sums over events add up: those of core.figures_of_policy, but of an event that holds others only what these leave, and no row where they leave nothing; in a snapshot, as it keeps them';
