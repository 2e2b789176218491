-- Events that are part of others, and sums in which nobody is counted twice for it.

CREATE MACRO core.event_parts_at(at_time) AS TABLE
WITH RECURSIVE told AS (
    SELECT part.event_id AS part_event_id, whole.event_id AS whole_event_id, said.article_id, said.effect,
        said.part_figure, said.whole_figure, said.part_quote, said.whole_quote
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
ORDER BY whole_event_id, part_event_id, article_id, whole_quote, part_quote;
COMMENT ON VIEW mart.event_parts IS 'Which events are part of another one, a row for each two incidents of an article that tells so: "39 killed across the north", 27 of them in one town. In sums the whole counts those alone whom its parts leave. Events that articles say to be part of each other are not listed; nor is a part of a part beside the whole.';
COMMENT ON COLUMN mart.event_parts.part_event_id IS 'The event that is part of the other';
COMMENT ON COLUMN mart.event_parts.whole_event_id IS 'The event whose figures count its victims too';
COMMENT ON COLUMN mart.event_parts.article_id IS 'The article that tells so';
COMMENT ON COLUMN mart.event_parts.effect IS 'killed or injured: of whom the quotes tell';
COMMENT ON COLUMN mart.event_parts.part_figure IS 'How many the article counts in the part';
COMMENT ON COLUMN mart.event_parts.whole_figure IS 'How many it counts in the figure that holds it';
COMMENT ON COLUMN mart.event_parts.part_quote IS 'The largest figure of the part that its text counts within the whole';
COMMENT ON COLUMN mart.event_parts.whole_quote IS 'The figure that holds it';

CREATE MACRO mart.event_parts_as_of(known_at) AS TABLE
FROM core.event_parts_at(known_at)
UNION ALL BY NAME
SELECT error(core.no_time()) AS part_event_id WHERE known_at IS NULL
ORDER BY whole_event_id, part_event_id, article_id, whole_quote, part_quote;
COMMENT ON MACRO TABLE mart.event_parts_as_of IS 'mart.event_parts as known at a time (UTC; NULL is none): FROM mart.event_parts_as_of(''2018-11-05'')';

CREATE MACRO core.at_most(number, bound) AS CASE WHEN number IS NOT NULL THEN least(number, bound) END;
COMMENT ON MACRO core.at_most IS 'A number, no greater than the bound where there is one; null stays null';

CREATE MACRO core.none_below(number) AS CASE WHEN number IS NOT NULL THEN greatest(number, 0) END;
COMMENT ON MACRO core.none_below IS 'A number, no less than 0; null stays null';

CREATE MACRO core.remainders(figures, pairs) AS TABLE
WITH tie AS (
    SELECT DISTINCT said.part_event_id, said.whole_event_id FROM query_table(pairs) AS said
),
told AS (
    SELECT f.event_id, f.effect, f.victim AS victim_group, f.low, f.best, f.high
    FROM query_table(figures) AS f
    SEMI JOIN (SELECT unnest([part_event_id, whole_event_id]) AS event_id FROM tie) AS tied ON tied.event_id = f.event_id
),
-- What a part weighs: its own figure, or those of its parts where these count more.
weight AS (
    SELECT event_id, effect, victim_group, max(low) AS low, max(best) AS best, max(high) AS high
    FROM (
        SELECT event_id, effect, victim_group, low, coalesce(best, low) AS best, coalesce(high, best, low) AS high FROM told
        UNION ALL
        SELECT tie.whole_event_id, told.effect, told.victim_group, sum(told.low), sum(coalesce(told.best, told.low)),
            sum(coalesce(told.high, told.best, told.low))
        FROM tie
        JOIN told ON told.event_id = tie.part_event_id
        GROUP BY ALL
    )
    GROUP BY ALL
),
-- While the whole's figure is the one within which an article counted the part, no more is taken off than it counted there:
-- by what the part has risen since, the whole has not.
counted AS (
    SELECT said.part_event_id, said.whole_event_id, said.effect, max(said.part_figure) AS most
    FROM query_table(pairs) AS said
    JOIN told AS whole ON whole.event_id = said.whole_event_id AND whole.effect = said.effect AND whole.victim_group = 'total'
        AND coalesce(whole.best, whole.low) = said.whole_figure
    GROUP BY ALL
),
off AS (
    SELECT tie.whole_event_id, weight.effect, weight.victim_group, sum(least(weight.low, counted.most))::BIGINT AS low,
        sum(least(weight.best, counted.most))::BIGINT AS best, sum(least(weight.high, counted.most))::BIGINT AS high
    FROM tie
    JOIN weight ON weight.event_id = tie.part_event_id
    LEFT JOIN counted ON counted.part_event_id = tie.part_event_id AND counted.whole_event_id = tie.whole_event_id
        AND counted.effect = weight.effect
    GROUP BY ALL
),
less AS (
    SELECT whole.event_id, whole.effect, whole.victim_group,
        -- of whom no figure is given, the least stands for it in sums of best figures too
        core.none_below(whole.low - coalesce(CASE WHEN whole.best IS NULL THEN off.best ELSE off.low END, 0)) AS low,
        core.none_below(whole.best - coalesce(off.best, 0)) AS best,
        core.none_below(whole.high - coalesce(off.high, 0)) AS high
    FROM told AS whole
    SEMI JOIN tie ON tie.whole_event_id = whole.event_id
    LEFT JOIN off ON off.whole_event_id = whole.event_id AND off.effect = whole.effect AND off.victim_group = whole.victim_group
),
-- No class has more left than the whole has; what is beyond that may be among those of whom a part says nothing. Children
-- and women are counted beside the classes, and a part seldom says how many it has.
capped AS (
    SELECT * REPLACE (
        if(victim_group IN ('civilian', 'combatant'), core.at_most(low, most_left), low) AS low,
        if(victim_group IN ('civilian', 'combatant'), core.at_most(best, most_left), best) AS best
    )
    FROM (
        SELECT less.*, any_value(coalesce(best, low)) FILTER (WHERE victim_group = 'total') OVER one AS most_left
        FROM less
        WINDOW one AS (PARTITION BY event_id, effect)
    )
),
lefts AS (
    SELECT * REPLACE (
        if(victim_group = 'unknown', core.at_most(low, core.none_below(most_left - of_classes)), low) AS low,
        if(victim_group = 'unknown', core.at_most(best, core.none_below(most_left - of_classes)), best) AS best
    )
    FROM (
        SELECT capped.*,
            coalesce(sum(coalesce(best, low)) FILTER (WHERE victim_group IN ('civilian', 'combatant')) OVER one, 0)::BIGINT AS of_classes
        FROM capped
        WINDOW one AS (PARTITION BY event_id, effect)
    )
)
SELECT whole.* REPLACE (
    core.at_most(lefts.low, lefts.best) AS low, lefts.best AS best,
    CASE WHEN lefts.high IS NOT NULL THEN greatest(lefts.high, lefts.best, lefts.low) END AS high
)
FROM query_table(figures) AS whole
JOIN lefts ON lefts.event_id = whole.event_id AND lefts.effect = whole.effect AND lefts.victim_group = whole.victim;
COMMENT ON MACRO TABLE core.remainders IS 'What the parts of events leave of them, of each effect and victim group: their figures less those of their parts, never below 0. figures and pairs: names of relations, of figures under one policy as known at one time and of core.event_parts_at of that time';

CREATE MACRO core.is_left(low, best, high) AS coalesce(greatest(low, best, high) > 0, false) OR (high IS NULL AND coalesce(low, best) IS NOT NULL);
COMMENT ON MACRO core.is_left IS 'Whether anybody is left, or may be, of a figure when its parts are counted: "at least 39" with parts of 39 may be more';

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
    FROM (SELECT remains.* FROM core.remainders('stated', 'pair') AS remains)
    QUALIFY bool_or(core.is_left(low, best, high)) OVER (PARTITION BY event_id)
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
