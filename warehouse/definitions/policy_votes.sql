-- What each independent source says of an event, from which the policies compute.

CREATE MACRO core.voices(at_time, in_country, from_day, to_day) AS TABLE
-- asked twice, since DuckDB screens claims by what it joins and not by what it has put down
WITH figure AS NOT MATERIALIZED (
    -- qualified, and victim renamed, since mart.casualties has parameters of such names, which would take their place
    SELECT f.event_id, f.effect, f.victim AS victim_group, f.independent_source, f.publisher, f.incident_id, f.reported_at,
        f.low, f.best, f.high
    FROM core.computed_figures_of_sources(at_time, in_country, from_day, to_day) AS f
),
claim AS (
    SELECT c.row_id, c.incident_id, c.effect, c.victim AS victim_group, c.age, c.gender, c.subset_of, c.low, c.best, c.qualifier, c.quote,
        c.source, c.version_id
    FROM core.claims AS c
    SEMI JOIN figure ON figure.incident_id = c.incident_id
    WHERE core.stood_at(c.known_from, c.known_to, c.is_current, at_time) AND c.closed_because IS DISTINCT FROM 'reread'
        AND c.scope = 'incident' AND c.modality = 'asserted' AND c.effect IN ('killed', 'injured')
),
vague AS (
    SELECT worded.row_id, arg_max(phrase.number, (phrase.words, phrase.number)) AS number
    FROM (
        SELECT row_id, folded, unnest(core.words_of(folded)) AS word
        FROM (SELECT claim.row_id, core.folded(claim.quote) AS folded FROM claim WHERE claim.qualifier = 'vague')
    ) AS worded
    JOIN core.phrases AS phrase ON phrase.list = 'vague' AND phrase.first_word = worded.word
        AND core.holds_phrase(worded.folded, phrase.phrase)
    GROUP BY worded.row_id
),
mass_event AS (
    SELECT DISTINCT worded.row_id
    FROM (
        SELECT row_id, folded, unnest(core.words_of(folded)) AS word
        FROM (
            SELECT claim.row_id, core.folded(concat_ws(' ', claim.quote, version.title)) AS folded
            FROM claim
            LEFT JOIN core.article_versions AS version ON version.version_id = claim.version_id
            WHERE claim.qualifier = 'vague'
        )
    ) AS worded
    JOIN core.phrases AS phrase ON phrase.list = 'mass_event' AND phrase.first_word = worded.word
        AND core.holds_phrase(worded.folded, phrase.phrase)
),
-- Those whom the words call soldiers or the like are combatants whoever says so
state_force AS (
    SELECT told.incident_id, told.effect, sum(told.number)::BIGINT AS number
    FROM (
        SELECT DISTINCT worded.incident_id, worded.effect, worded.folded, worded.number
        FROM (
            SELECT *, unnest(core.words_of(folded)) AS word
            FROM (
                SELECT claim.row_id, claim.incident_id, claim.effect, coalesce(claim.best, claim.low) AS number, core.folded(claim.quote) AS folded
                FROM claim
                WHERE claim.victim_group = 'combatant'
            )
        ) AS worded
        JOIN core.phrases AS phrase ON phrase.list = 'combatant' AND phrase.phrase = worded.word
        GROUP BY worded.row_id, worded.incident_id, worded.effect, worded.folded, worded.number
        HAVING bool_and(phrase.meaning = 'state')
    ) AS told
    GROUP BY told.incident_id, told.effect
),
spoken AS (
    SELECT claim.*, kind.kind, kind.reliability, kind.is_party,
        unnest(list_filter([
            claim.victim_group,
            CASE WHEN claim.subset_of IS NULL THEN 'total' END,
            CASE WHEN claim.age = 'child' THEN 'children' WHEN claim.gender = 'female' THEN 'women' END
        ], lambda counted: counted IS NOT NULL)) AS counted_group,
        CASE WHEN claim.best IS NULL AND claim.qualifier = 'vague'
            THEN CASE WHEN mass_event.row_id IS NULL THEN vague_number ELSE greatest(vague_number, 10) END
            ELSE claim.low
        END AS acled
    FROM (
        SELECT claim.*, coalesce(vague.number, core.acled_number(claim.low)) AS vague_number
        FROM claim
        LEFT JOIN vague ON vague.row_id = claim.row_id
    ) AS claim
    LEFT JOIN mass_event ON mass_event.row_id = claim.row_id
    LEFT JOIN core.kinds_of_sources AS kind ON kind.source = claim.source
),
-- The claims on which a figure may rest; where none names its source, and for figures of the headline, the outlet speaks.
voice AS (
    SELECT figure.event_id, figure.effect, figure.victim_group, figure.independent_source,
        any_value(figure.incident_id) AS incident_id, any_value(figure.reported_at) AS reported_at,
        any_value(figure.low) AS low, any_value(figure.best) AS best, any_value(figure.high) AS high,
        CASE
            WHEN any_value(figure.best) IS NOT NULL OR any_value(figure.low) IS NULL
                THEN coalesce(any_value(figure.low), any_value(figure.best), any_value(figure.high))
            -- a vague figure is that of a vague claim, or the sum of several
            WHEN bool_or(spoken.low = figure.low) THEN min(spoken.acled) FILTER (WHERE spoken.low = figure.low)
            WHEN any_value(figure.victim_group) = 'total' AND sum(spoken.low) = any_value(figure.low) THEN sum(spoken.acled)::BIGINT
            WHEN count(spoken.row_id) = 0 THEN core.acled_number(any_value(figure.low))
            ELSE any_value(figure.low)
        END AS acled,
        coalesce(any_value(state_force.number), 0) AS state_forces,
        min(coalesce(spoken.reliability, outlet.reliability, 2)) AS reliability,
        bool_and(coalesce(spoken.is_party, outlet.is_party, false)) AS is_party,
        list_sort(list_distinct(list(coalesce(spoken.kind, outlet.kind, 'other')))) AS kinds,
        list_sort(list_distinct(list(spoken.source) FILTER (WHERE spoken.is_party))) AS parties
    FROM figure
    LEFT JOIN spoken ON spoken.incident_id = figure.incident_id AND spoken.effect = figure.effect
        AND spoken.counted_group = figure.victim_group
    LEFT JOIN state_force ON state_force.incident_id = figure.incident_id AND state_force.effect = figure.effect
    LEFT JOIN core.kinds_of_sources AS outlet ON outlet.source = figure.publisher
    GROUP BY figure.event_id, figure.effect, figure.victim_group, figure.independent_source
),
-- A source that leaves out a class which others count does not give the whole toll.
said AS (
    SELECT event_id, effect, independent_source,
        count(*) FILTER (WHERE victim_group = 'civilian') > 0 AS counts_civilians,
        count(*) FILTER (WHERE victim_group = 'combatant') > 0 AS counts_combatants,
        count(*) FILTER (WHERE victim_group = 'unknown') > 0 OR NOT (counts_civilians OR counts_combatants) AS is_of_all
    FROM voice
    GROUP BY event_id, effect, independent_source
),
whole AS (
    SELECT event_id, effect, independent_source,
        is_of_all OR (
            counts_civilians >= bool_or(counts_civilians) OVER sources
            AND counts_combatants >= bool_or(counts_combatants) OVER sources
        ) AS is_whole,
        bool_or(counts_civilians AND counts_combatants) OVER sources AS are_side_by_side
    FROM said
    WINDOW sources AS (PARTITION BY event_id, effect)
),
heard AS (
    SELECT voice.*, whole.are_side_by_side
    FROM voice
    JOIN whole USING (event_id, effect, independent_source)
    QUALIFY victim_group <> 'total' OR is_whole OR NOT bool_or(is_whole) OVER (PARTITION BY event_id, effect, victim_group)
)
SELECT *,
    reliability < 3 OR min(reliability) OVER (PARTITION BY event_id, effect, victim_group) = 3 AS is_reliable
FROM heard;
COMMENT ON MACRO TABLE core.voices IS 'What every policy is made from: the figure of each independent source for each event, effect and victim group, with who speaks (kinds, reliability, is_party, parties), what ACLED would write for its words (acled), how many of its combatants the words call soldiers or the like (state_forces), and whether it counts as reliable beside the others. A total that leaves out a class of victims which others count is not heard where another gives the whole';

CREATE MACRO core.part_of(part, whole) AS {
    'low': CASE WHEN part.low IS NOT NULL THEN least(part.low, part.best, part.high, whole.low, whole.best, whole.high) END,
    'best': CASE WHEN part.best IS NOT NULL THEN least(part.best, whole.best, whole.high) END,
    'high': part.high,
    'grade': part.grade,
    'sources': part.sources
};
COMMENT ON MACRO core.part_of IS 'A group''s figure within its own bounds and those of the total; what is null stays null';

CREATE MACRO core.whole_of(whole, civilian, combatant, others, are_side_by_side) AS {
    'low': CASE WHEN whole.low IS NOT NULL THEN least(whole.low, whole.best, whole.high) END,
    'best': CASE WHEN whole.best IS NOT NULL OR coalesce(whole.low, whole.high) IS NULL THEN greatest(
        whole.best, civilian.best, combatant.best, CASE WHEN are_side_by_side THEN civilian.best + combatant.best END
    ) END,
    'high': CASE WHEN whole.high IS NOT NULL THEN greatest(
        whole.high, whole.best, civilian.high, combatant.high, others[1].high, others[2].high, others[3].high,
        civilian.best, combatant.best, CASE WHEN are_side_by_side THEN civilian.best + combatant.best END
    ) END,
    'grade': whole.grade,
    'sources': whole.sources
};
COMMENT ON MACRO core.whole_of IS 'A total that is no less than its groups, nor than both classes together where one source counts them side by side';

CREATE MACRO core.unknown_of(said, whole, civilian, combatant) AS CASE
    WHEN coalesce(civilian.best, combatant.best) IS NULL OR whole.best IS NULL THEN said
    WHEN whole.best > coalesce(civilian.best, 0) + coalesce(combatant.best, 0) THEN {
        'low': CASE WHEN said.low IS NOT NULL THEN least(said.low, whole.best - coalesce(civilian.best, 0) - coalesce(combatant.best, 0)) END,
        'best': whole.best - coalesce(civilian.best, 0) - coalesce(combatant.best, 0),
        'high': CASE WHEN said.high IS NOT NULL
            THEN greatest(said.high, whole.best - coalesce(civilian.best, 0) - coalesce(combatant.best, 0)) END,
        'grade': coalesce(said.grade, whole.grade),
        'sources': coalesce(said.sources, whole.sources)
    }
END;
COMMENT ON MACRO core.unknown_of IS 'Those of whom nothing is said: where a class is known, what remains of the total; null where nothing remains';
