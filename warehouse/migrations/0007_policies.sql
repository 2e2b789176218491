-- How claims become figures, by name: five policies over what each independent source gives (core.source_figures).

CREATE TABLE core.policies (
    policy    VARCHAR,
    counts    VARCHAR,
    rule      VARCHAR,
    reference VARCHAR
);
COMMENT ON TABLE core.policies IS 'The policies by which claims become figures, from warehouse/policies/policies.toml; docs/policies.md has examples.';
COMMENT ON COLUMN core.policies.policy IS 'Its name, as mart.events_by and mart.casualties take it';
COMMENT ON COLUMN core.policies.counts IS 'Whom it counts';
COMMENT ON COLUMN core.policies.rule IS 'How it makes low, best and high';
COMMENT ON COLUMN core.policies.reference IS 'Where the rule is from';

CREATE TABLE core.source_kinds (
    kind        VARCHAR,
    place       BIGINT,
    reliability BIGINT,
    is_party    BOOLEAN,
    meaning     VARCHAR
);
COMMENT ON TABLE core.source_kinds IS 'The kinds of sources that the policies tell apart, from warehouse/policies/source_kinds.toml. mart.source_kinds says of which kind each source is.';
COMMENT ON COLUMN core.source_kinds.kind IS 'Its name';
COMMENT ON COLUMN core.source_kinds.place IS 'Place in the list: of kinds that fit a name equally well the first is taken';
COMMENT ON COLUMN core.source_kinds.reliability IS '1 counts or examines the dead itself and is no party, 2 tells what others saw or counted, 3 speaks for one who fights';
COMMENT ON COLUMN core.source_kinds.is_party IS 'True where it speaks for a party to the fighting';
COMMENT ON COLUMN core.source_kinds.meaning IS 'In words';

CREATE TABLE core.phrases (
    list       VARCHAR,
    phrase     VARCHAR,
    first_word VARCHAR,
    words      BIGINT,
    meaning    VARCHAR,
    place      BIGINT,
    number     BIGINT,
    rises      BOOLEAN
);
COMMENT ON TABLE core.phrases IS 'Words of the news that policies and trajectories look for, from the lists in warehouse/policies/.';
COMMENT ON COLUMN core.phrases.list IS 'source (kinds of sources), vague (ACLED''s numbers for vague words), mass_event, reason (why a toll changed)';
COMMENT ON COLUMN core.phrases.phrase IS 'The words, folded (core.folded)';
COMMENT ON COLUMN core.phrases.first_word IS 'Its first word, by which texts that may hold it are found';
COMMENT ON COLUMN core.phrases.words IS 'How many words it has';
COMMENT ON COLUMN core.phrases.meaning IS 'The kind of source or the reason; null for the other lists';
COMMENT ON COLUMN core.phrases.place IS 'Place of the meaning in its list; smaller goes first';
COMMENT ON COLUMN core.phrases.number IS 'vague: what ACLED writes down';
COMMENT ON COLUMN core.phrases.rises IS 'reason: true where it only raises a toll, false where it only lowers it, null for either';

CREATE MACRO core.stood_at(known_from, known_to, is_current, at_time) AS
    CASE WHEN at_time IS NULL THEN is_current
        ELSE (known_from IS NULL OR known_from <= at_time::TIMESTAMP) AND (known_to IS NULL OR at_time::TIMESTAMP < known_to)
    END;
COMMENT ON MACRO core.stood_at IS 'Whether a row stood at a time of knowledge (UTC); without a time, whether it stands now';

CREATE MACRO core.words_of(folded_text) AS list_distinct(string_split(folded_text, ' '));
COMMENT ON MACRO core.words_of IS 'The words of a folded text, each once: a phrase is looked for only where its first word is one of them';

CREATE MACRO core.holds_phrase(folded_text, phrase) AS contains(concat(' ', folded_text, ' '), concat(' ', phrase, ' '));
COMMENT ON MACRO core.holds_phrase IS 'Whether a folded text holds a folded phrase, word by word';

CREATE VIEW core.kinds_of_sources AS
WITH named AS (
    SELECT source FROM core.claims WHERE source IS NOT NULL
    UNION
    SELECT publisher FROM core.articles WHERE publisher IS NOT NULL
),
fitting AS (
    SELECT worded.source, phrase.meaning AS kind
    FROM (
        SELECT source, folded, unnest(core.words_of(folded)) AS word
        FROM (SELECT source, core.folded(source) AS folded FROM named)
    ) AS worded
    JOIN core.phrases AS phrase ON phrase.list = 'source' AND phrase.first_word = worded.word
        AND core.holds_phrase(worded.folded, phrase.phrase)
    QUALIFY row_number() OVER (PARTITION BY worded.source ORDER BY phrase.words DESC, phrase.place, phrase.phrase) = 1
)
SELECT named.source, coalesce(kind.kind, 'other') AS kind, coalesce(kind.reliability, 2) AS reliability,
    coalesce(kind.is_party, false) AS is_party
FROM named
LEFT JOIN fitting ON fitting.source = named.source
LEFT JOIN core.source_kinds AS kind ON kind.kind = fitting.kind;
COMMENT ON VIEW core.kinds_of_sources IS 'Of which kind each source and outlet is, by its name as the news writes it.';
COMMENT ON COLUMN core.kinds_of_sources.source IS 'The name, as a claim or an article gives it';
COMMENT ON COLUMN core.kinds_of_sources.kind IS 'A kind of core.source_kinds, or other where no phrase fits';
COMMENT ON COLUMN core.kinds_of_sources.reliability IS 'Of the kind; 2 where none fits';
COMMENT ON COLUMN core.kinds_of_sources.is_party IS 'Of the kind; false where none fits';

CREATE VIEW mart.source_kinds AS
SELECT source.name AS source, kind.kind, kind.reliability, kind.is_party, meaning.meaning, source.claims, source.articles
FROM core.sources AS source
JOIN core.kinds_of_sources AS kind ON kind.source = source.name
LEFT JOIN core.source_kinds AS meaning ON meaning.kind = kind.kind
ORDER BY source.claims DESC, source.name;
COMMENT ON VIEW mart.source_kinds IS 'Who is named as the source of claims, and how the policies take them.';
COMMENT ON COLUMN mart.source_kinds.source IS 'The source, in the spelling used most';
COMMENT ON COLUMN mart.source_kinds.kind IS 'A kind of core.source_kinds, or other';
COMMENT ON COLUMN mart.source_kinds.reliability IS '1 counts or examines the dead itself and is no party, 2 tells what others saw or counted, 3 speaks for one who fights';
COMMENT ON COLUMN mart.source_kinds.is_party IS 'True where it speaks for a party to the fighting';
COMMENT ON COLUMN mart.source_kinds.meaning IS 'The kind in words';
COMMENT ON COLUMN mart.source_kinds.claims IS 'Current claims';
COMMENT ON COLUMN mart.source_kinds.articles IS 'Articles in which it is named';

CREATE MACRO core.acled_number(least) AS
    CASE WHEN least IS NULL THEN NULL WHEN least < 4 THEN 3 WHEN least < 24 THEN 10 WHEN least < 40 THEN 12
        WHEN least < 200 THEN 20 WHEN least < 2000 THEN 100 ELSE 1000 END;
COMMENT ON MACRO core.acled_number IS 'What ACLED writes down for a vague word that allows no less than this (several 3, tens 20, dozens 24, scores 40, hundreds 200, thousands 2000)';

CREATE MACRO core.events_at(at_time, in_country, from_day, to_day) AS TABLE
SELECT event.* EXCLUDE (known_from, known_to, is_current)
FROM core.event_states AS event
WHERE core.stood_at(event.known_from, event.known_to, event.is_current, at_time)
    AND (in_country IS NULL OR event.country = in_country)
    AND (from_day IS NULL OR event.date_start >= from_day::DATE)
    AND (to_day IS NULL OR event.date_start <= to_day::DATE);
COMMENT ON MACRO TABLE core.events_at IS 'The events as they were known at a time (null: now), of one country and of days from and to where given';

CREATE MACRO core.voices(at_time, in_country, from_day, to_day) AS TABLE
WITH figure AS (
    -- qualified, and victim renamed, since mart.casualties has parameters of such names, which would take their place
    SELECT f.event_id, f.effect, f.victim AS victim_group, f.independent_source, f.publisher, f.incident_id, f.reported_at,
        f.low, f.best, f.high
    FROM core.source_figures AS f
    SEMI JOIN core.events_at(at_time, in_country, from_day, to_day) AS event ON event.event_id = f.event_id
    WHERE core.stood_at(f.known_from, f.known_to, f.is_current, at_time) AND coalesce(f.low, f.best, f.high) IS NOT NULL
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
        min(coalesce(spoken.reliability, outlet.reliability, 2)) AS reliability,
        bool_and(coalesce(spoken.is_party, outlet.is_party, false)) AS is_party,
        list_sort(list_distinct(list(coalesce(spoken.kind, outlet.kind, 'other')))) AS kinds,
        list_sort(list_distinct(list(spoken.source) FILTER (WHERE spoken.is_party))) AS parties
    FROM figure
    LEFT JOIN spoken ON spoken.incident_id = figure.incident_id AND spoken.effect = figure.effect
        AND spoken.counted_group = figure.victim_group
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
COMMENT ON MACRO TABLE core.voices IS 'What every policy is made from: the figure of each independent source for each event, effect and victim group, with who speaks (kinds, reliability, is_party, parties), what ACLED would write for its words (acled), and whether it counts as reliable beside the others. A total that leaves out a class of victims which others count is not heard where another gives the whole';

CREATE MACRO mart.figures_ucdp(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH reliable AS (
    SELECT * FROM core.voices(known_at, country, since, until) WHERE is_reliable AND effect = 'killed'
),
agreed AS (
    SELECT event_id, victim_group, coalesce(best, low) AS best
    FROM reliable
    WHERE coalesce(best, low) IS NOT NULL
    GROUP BY event_id, victim_group, best, low
    QUALIFY row_number() OVER (
        PARTITION BY event_id, victim_group
        ORDER BY best IS NULL, count(*) DESC, min(reliability), coalesce(best, low)
    ) = 1
)
SELECT event_id, 'killed' AS effect, victim_group AS victim, min(coalesce(reliable.low, reliable.best)) AS low, any_value(agreed.best) AS best,
    max(coalesce(reliable.high, reliable.best, reliable.low)) AS high, NULL::VARCHAR AS grade, count(*) AS sources,
    bool_or(are_side_by_side) AS are_side_by_side
FROM reliable
LEFT JOIN agreed USING (event_id, victim_group)
GROUP BY event_id, victim_group;
COMMENT ON MACRO TABLE mart.figures_ucdp IS 'Figures by the rule of the UCDP Georeferenced Event Dataset: deaths; lowest, best and highest of the reliable sources. Best is the figure that most of them give, of equals that of the more reliable, then the lower. As the policy states it, before mart.event_figures_by makes groups and total agree';

CREATE MACRO mart.figures_acled(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH voice AS (
    SELECT * FROM core.voices(known_at, country, since, until) WHERE effect = 'killed'
),
lowest AS (
    SELECT event_id, victim_group, min(acled) AS number, count(*) AS sources, bool_or(are_side_by_side) AS are_side_by_side
    FROM voice
    WHERE is_reliable
    GROUP BY event_id, victim_group
)
SELECT event_id, 'killed' AS effect, victim_group AS victim, number AS low, number AS best, number AS high, NULL::VARCHAR AS grade, sources,
    are_side_by_side
FROM lowest
UNION ALL
SELECT event.event_id, 'killed', 'total', NULL, 0, NULL, 'no number known', 0, false
FROM core.events_at(known_at, country, since, until) AS event
ANTI JOIN voice ON voice.event_id = event.event_id;
COMMENT ON MACRO TABLE mart.figures_acled IS 'Figures by the rule of ACLED: deaths, one number, the lowest that a reliable source gives; vague words by its table (several 3, dozens 12, hundreds 100). Where nobody gives a number of dead, best is 0 and low and high stay null. As the policy states it, before mart.event_figures_by makes groups and total agree';

CREATE MACRO mart.figures_airwars(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH voice AS (
    SELECT * FROM core.voices(known_at, country, since, until)
),
-- Who is not said to be a combatant is a civilian; that a party calls them militants does not settle it, so they raise the
-- maximum alone. What a source's total holds beyond its groups is of people of whom nothing is said.
source AS (
    SELECT event_id, effect, independent_source,
        coalesce(greatest(
            any_value(best) FILTER (WHERE victim_group = 'total')
                - coalesce(sum(coalesce(best, low)) FILTER (WHERE victim_group IN ('civilian', 'combatant', 'unknown')), 0), 0
        ), 0) AS remaining,
        sum(coalesce(low, best)) FILTER (WHERE victim_group IN ('civilian', 'unknown')) AS low,
        sum(coalesce(high, best, low)) FILTER (WHERE victim_group IN ('civilian', 'unknown') OR (victim_group = 'combatant' AND is_party)) AS high,
        bool_or(NOT is_party) FILTER (WHERE victim_group <> 'combatant') AS is_credible,
        bool_or(victim_group = 'combatant' AND NOT is_party) AS counts_combatants,
        flatten(list(parties) FILTER (WHERE victim_group = 'civilian')) AS admitting,
        any_value(incident_id) AS incident_id
    FROM voice
    GROUP BY event_id, effect, independent_source
),
harmed AS (
    SELECT * REPLACE (
        CASE WHEN low IS NOT NULL OR remaining > 0 THEN coalesce(low, 0) + remaining END::BIGINT AS low,
        CASE WHEN high IS NOT NULL OR remaining > 0 THEN coalesce(high, 0) + remaining END::BIGINT AS high
    )
    FROM source
),
-- Whom each source names as having done it
blamed AS (
    SELECT DISTINCT harmed.event_id, harmed.independent_source, unnest(incident.actors) AS actor
    FROM harmed
    JOIN core.incidents AS incident ON incident.incident_id = harmed.incident_id
    WHERE core.stood_at(incident.known_from, incident.known_to, incident.is_current, known_at)
        AND incident.closed_because IS DISTINCT FROM 'reread'
),
contested AS (
    SELECT event_id, any_value(blaming) > max(sources) AS is_contested
    FROM (
        SELECT blamed.event_id, blamed.actor, count(*) AS sources, any_value(blaming) AS blaming
        FROM blamed
        JOIN (SELECT event_id, count(DISTINCT independent_source) AS blaming FROM blamed GROUP BY event_id) USING (event_id)
        GROUP BY blamed.event_id, blamed.actor
    )
    GROUP BY event_id
),
admitted AS (
    SELECT DISTINCT blamed.event_id
    FROM blamed
    JOIN harmed ON harmed.event_id = blamed.event_id
    WHERE len(list_filter(harmed.admitting, lambda party: contains(core.folded(party), core.folded(blamed.actor))
        OR contains(core.folded(blamed.actor), core.folded(party)))) > 0
),
graded AS (
    SELECT event_id,
        CASE
            WHEN any_value(admitted.event_id) IS NOT NULL THEN 'confirmed'
            WHEN coalesce(max(harmed.high), 0) = 0 THEN CASE WHEN bool_or(counts_combatants) THEN 'discounted' END
            WHEN bool_or(is_contested) THEN 'contested'
            WHEN count(DISTINCT independent_source) FILTER (WHERE is_credible AND harmed.high > 0) >= 2 THEN 'fair'
            WHEN count(*) FILTER (WHERE harmed.low > 0) > 0 THEN 'weak'
        END AS grade
    FROM harmed
    LEFT JOIN contested USING (event_id)
    LEFT JOIN admitted USING (event_id)
    GROUP BY event_id
),
ranges AS (
    SELECT event_id, effect, 'civilian' AS victim_group, min(low) AS low, max(high) AS high, count(*) AS sources
    FROM harmed
    WHERE coalesce(low, high) IS NOT NULL
    GROUP BY event_id, effect
    UNION ALL
    SELECT event_id, effect, victim_group,
        min(coalesce(low, best)) FILTER (WHERE victim_group <> 'combatant' OR NOT is_party),
        max(coalesce(high, best, low)), count(*)
    FROM voice
    WHERE victim_group NOT IN ('civilian', 'unknown')
    GROUP BY event_id, effect, victim_group
)
SELECT event_id, effect, victim_group AS victim, low, NULL::BIGINT AS best, high, grade, sources, false AS are_side_by_side
FROM ranges
JOIN graded USING (event_id);
COMMENT ON MACRO TABLE mart.figures_airwars IS 'Figures by the rule of Airwars: minimum and maximum over all sources, no best. Who is not said to be a combatant is a civilian; combatants whom only a party to the fighting claims raise the civilians'' maximum and set no minimum. grade is the civilian harm status: confirmed (who did it says so), contested (sources name different ones), fair (two or more credible sources), weak (one), discounted (combatants alone); null where no one counts. As the policy states it, before mart.event_figures_by makes groups and total agree';

CREATE MACRO mart.figures_ibc(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH voice AS (
    SELECT * FROM core.voices(known_at, country, since, until)
),
counting AS (
    SELECT event_id, effect, count(DISTINCT independent_source) AS independent_sources FROM voice GROUP BY event_id, effect
)
SELECT event_id, effect, victim_group AS victim, min(coalesce(low, best)) AS low, NULL::BIGINT AS best, max(coalesce(high, best, low)) AS high,
    CASE WHEN any_value(independent_sources) >= 2 THEN 'corroborated' ELSE 'provisional' END AS grade, count(*) AS sources,
    false AS are_side_by_side
FROM voice
JOIN counting USING (event_id, effect)
GROUP BY event_id, effect, victim_group;
COMMENT ON MACRO TABLE mart.figures_ibc IS 'Figures by the rule of Iraq Body Count: minimum and maximum over all sources, no best. grade is corroborated where two independent sources count them, else provisional. As the policy states it, before mart.event_figures_by makes groups and total agree';

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

CREATE MACRO mart.figures_tollwatch(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH figure AS (
    SELECT event.event_id, unnest(core.figures_of(event)) AS f
    FROM core.events_at(known_at, country, since, until) AS event
),
speaking AS (
    SELECT s.event_id, s.effect, s.victim, count(DISTINCT s.independent_source) AS sources
    FROM core.source_figures AS s
    WHERE core.stood_at(s.known_from, s.known_to, s.is_current, known_at)
    GROUP BY s.event_id, s.effect, s.victim
)
SELECT figure.event_id, f.effect, f.victim, f.low, f.best, f.high, NULL::VARCHAR AS grade, coalesce(speaking.sources, 0) AS sources,
    NULL::BOOLEAN AS are_side_by_side
FROM figure
LEFT JOIN speaking ON speaking.event_id = figure.event_id AND speaking.effect = f.effect AND speaking.victim = f.victim
WHERE coalesce(f.low, f.best, f.high) IS NOT NULL;
COMMENT ON MACRO TABLE mart.figures_tollwatch IS 'Figures by the house policy (docs/warehouse.md), as core.event_states keeps them';

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

CREATE MACRO core.is_policy("name") AS coalesce("name", '') IN ('tollwatch', 'ucdp', 'acled', 'airwars', 'ibc');
COMMENT ON MACRO core.is_policy IS 'Whether a policy has this name';

CREATE MACRO core.refused_policy("name") AS
    error(concat('no policy is called ', coalesce("name", 'NULL'), '; known: tollwatch, ucdp, acled, airwars, ibc'));
COMMENT ON MACRO core.refused_policy IS 'Raises an error that lists the policies';

CREATE MACRO mart.event_figures_by(policy := 'tollwatch', known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
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
WHERE coalesce(figure.low, figure.best, figure.high) IS NOT NULL
UNION ALL BY NAME
SELECT core.refused_policy(policy) AS event_id
WHERE NOT core.is_policy(policy);
COMMENT ON MACRO TABLE mart.event_figures_by IS 'The figures of each event under a policy (tollwatch, ucdp, acled, airwars, ibc), one row for each effect and victim group, optionally as they were known at a time; country, since and until (of the first day) keep only such events and make it faster. The columns are those of mart.event_figures, with grade (what the policy says of the evidence, null where it grades nothing) and sources (independent sources that give the figure)';

CREATE MACRO mart.events_by(policy := 'tollwatch', known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
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
FROM core.events_at(known_at, country, since, until) AS event
LEFT JOIN figures ON figures.event_id = event.event_id;
COMMENT ON MACRO TABLE mart.events_by IS 'The events with the figures of a policy (tollwatch, ucdp, acled, airwars, ibc), optionally as they were known at a time; country, since and until (of the first day) keep only such events and make it faster. The columns are those of mart.events, with grade (what the policy says of the evidence, null where it grades nothing)';

CREATE OR REPLACE MACRO mart.casualties("by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL) AS TABLE
WITH figure AS (
    SELECT date_trunc("by", f.date_start)::DATE AS period, f.event_id, f.effect, f.low, f.best, f.high
    FROM mart.event_figures_by(
        policy := policy, known_at := known_at, country := country,
        -- rolling sums look back before the first day that was asked for
        since := CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END, until := until
    -- columns named like the parameters take other names here
    ) AS f(
        event_id, date_start, date_precision, country_code, division, location, actors, means, effect, victim_group,
        low, best, high, grade, sources
    )
    WHERE f.victim_group = victim
        AND f.date_start IS NOT NULL
        AND (actor IS NULL OR list_contains(f.actors, actor))
        -- an event known to the month only is in no day, nor is one whose days are inferred from the report's
        AND list_contains(CASE "by"
            WHEN 'day' THEN ['day', 'days']
            WHEN 'week' THEN ['day', 'days', 'week']
            WHEN 'month' THEN ['day', 'days', 'week', 'month', 'inferred']
            ELSE ['day', 'days', 'week', 'month', 'year', 'inferred']
        END, f.date_precision)
),
summed AS (
    SELECT period, count(DISTINCT event_id) AS events,
        sum(low) FILTER (WHERE effect = 'killed')::BIGINT AS killed_low,
        sum(coalesce(best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_best,
        sum(coalesce(high, best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_high,
        sum(low) FILTER (WHERE effect = 'injured')::BIGINT AS injured_low,
        sum(coalesce(best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_best,
        sum(coalesce(high, best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_high
    FROM figure
    GROUP BY period
),
bounds AS (
    SELECT coalesce(date_trunc("by", CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END)::DATE, min(period)) AS first_period,
        coalesce(date_trunc("by", until::DATE)::DATE, max(period)) AS last_period
    FROM summed
),
periods AS (
    SELECT unnest(range(first_period::TIMESTAMP, last_period + INTERVAL 1 DAY, ('1 ' || "by")::INTERVAL))::DATE AS period
    FROM bounds
),
published AS (
    SELECT date_trunc("by", coalesce(a.published_on, a.published_at::DATE))::DATE AS period, count(*) AS articles
    FROM core.articles AS a
    WHERE known_at IS NULL OR a.first_known_at IS NULL OR a.first_known_at <= known_at::TIMESTAMP
    GROUP BY ALL
),
-- A quiet period counts 0; one that nobody read, and one whose events give no figure, count nothing.
filled AS (
    SELECT periods.period, coalesce(events, 0) AS events, coalesce(articles, 0) AS articles,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_low END AS killed_low,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_best END AS killed_best,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE killed_high END AS killed_high,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_low END AS injured_low,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_best END AS injured_best,
        CASE WHEN summed.period IS NULL AND articles > 0 THEN 0 ELSE injured_high END AS injured_high
    FROM periods
    LEFT JOIN summed ON summed.period = periods.period
    LEFT JOIN published ON published.period = periods.period
),
rolled AS (
    SELECT *,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER (ORDER BY period ROWS 6 PRECEDING)::BIGINT END AS killed_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER (ORDER BY period ROWS 29 PRECEDING)::BIGINT END AS killed_best_30_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER (ORDER BY period ROWS 6 PRECEDING)::BIGINT END AS injured_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER (ORDER BY period ROWS 29 PRECEDING)::BIGINT END AS injured_best_30_days
    FROM filled
)
SELECT *
FROM rolled
-- days before `since` were read for the rolling sums alone
WHERE since IS NULL OR rolled.period >= date_trunc("by", since::DATE)
UNION ALL BY NAME
SELECT core.refused_policy(policy)::DATE AS period
WHERE NOT core.is_policy(policy)
ORDER BY period;
COMMENT ON MACRO TABLE mart.casualties IS 'Casualties by day, week, month, quarter or year, gaps filled; optionally of one country (ISO code), span of days, victim group or actor, under a policy (tollwatch, ucdp, acled, airwars, ibc), and as they were known at a time. Events dated less exactly than the period are left out. events = 0 with articles > 0 is a quiet period, articles = 0 is one that nobody read. Rolling sums reach back before since';
