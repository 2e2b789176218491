-- core.event_links for the rows in changed_rows: which others could tell of the same attack, and how each comparison
-- comes out. The variables prior, kept_above and most_by_text are in thousandths of a bit, as are the macros <name>_weight
-- (made from weights.toml). What two rows score depends on these two rows alone.

-- Both articles name one day, days that differ, and the one that names the later day appeared later: two attacks of two
-- days are told so, and one attack only where a day was misread. What such articles share may be a formula.
CREATE OR REPLACE TEMP MACRO are_in_step(firm_a, day_a, reported_a, firm_b, day_b, reported_b) AS coalesce(
    firm_a AND firm_b AND reported_a - day_a <= 3 AND reported_b - day_b <= 3
        AND (day_b - day_a) * (reported_b - reported_a) > 0,
    false
);

CREATE OR REPLACE TEMP MACRO day_level(first_a, last_a, reported_a, first_b, last_b, reported_b, in_step) AS CASE
    WHEN first_a IS NULL OR first_b IS NULL THEN 'unknown'
    WHEN first_a <= last_b AND first_b <= last_a THEN 'same'
    WHEN greatest(first_a - last_b, first_b - last_a) = 1
        THEN CASE WHEN in_step THEN 'next_in_step' ELSE 'next' END
    WHEN greatest(first_a - last_b, first_b - last_a) <= 3
        THEN CASE WHEN in_step THEN 'within_3_in_step' ELSE 'within_3' END
    -- both articles tell of something new, so it is not one of them that looks back
    WHEN reported_a - last_a <= 3 AND reported_b - last_b <= 3
        THEN CASE WHEN greatest(first_a - last_b, first_b - last_a) <= 10 THEN 'within_10_and_fresh' ELSE 'far_and_fresh' END
    WHEN greatest(first_a - last_b, first_b - last_a) <= 10 THEN 'within_10'
    ELSE 'far'
END;

CREATE OR REPLACE TEMP MACRO role_level(ordinal_a, ordinal_b) AS CASE
    WHEN ordinal_a = 1 AND ordinal_b = 1 THEN 'both_main'
    WHEN ordinal_a > 1 AND ordinal_b > 1 THEN 'neither_main'
    ELSE 'one_main'
END;

CREATE OR REPLACE TEMP MACRO reported_level(reported_a, reported_b) AS CASE
    WHEN reported_a IS NULL OR reported_b IS NULL THEN 'unknown'
    WHEN abs(reported_a - reported_b) <= 1 THEN 'within_1'
    WHEN abs(reported_a - reported_b) <= 4 THEN 'within_4'
    WHEN abs(reported_a - reported_b) <= 14 THEN 'within_14'
    ELSE 'far'
END;

CREATE OR REPLACE TEMP MACRO place_level(names_a, country_a, admin1_a, names_b, country_b, admin1_b, distance_km) AS CASE
    -- one name put into two countries: one of the two may be resolved wrongly
    WHEN (country_a <> country_b OR distance_km > 60) AND list_has_any(names_a, names_b) THEN 'namesake'
    WHEN country_a <> country_b THEN 'other_country'
    WHEN distance_km > 60 THEN 'far'
    WHEN names_a[1] = names_b[1] THEN 'same'
    -- streets and quarters of one town, or one article is less exact than the other
    WHEN list_has_any(names_a, names_b) OR distance_km <= 5 THEN 'same_town'
    WHEN distance_km <= 30 THEN 'near'
    WHEN admin1_a <> admin1_b THEN 'other_admin1'
    WHEN admin1_a = admin1_b THEN 'same_admin1'
    WHEN country_a = country_b THEN 'same_country'
    ELSE 'unknown'
END;

CREATE OR REPLACE TEMP MACRO actor_level(actors_a, actors_b) AS CASE
    WHEN len(actors_a) = 0 OR len(actors_b) = 0 THEN 'unknown'
    WHEN list_has_any(actors_a, actors_b) THEN 'same'
    ELSE 'other'
END;

CREATE OR REPLACE TEMP MACRO method_level(means_a, means_b) AS CASE
    WHEN means_a IS NULL OR means_b IS NULL THEN 'unknown'
    WHEN means_a = means_b THEN 'same'
    ELSE 'other'
END;

CREATE OR REPLACE TEMP MACRO figure_level(a, b) AS CASE
    WHEN coalesce(a.best, a.low, a.high) IS NULL OR coalesce(b.best, b.low, b.high) IS NULL THEN 'unknown'
    WHEN a.best = b.best AND a.best >= 3 THEN 'same_many'
    WHEN a.best = b.best THEN 'same_few'
    WHEN abs(a.best - b.best) <= greatest(1, 0.25 * greatest(a.best, b.best)) THEN 'near'
    WHEN coalesce(a.low, 0) <= coalesce(b.high, b.best, 1e9) AND coalesce(b.low, 0) <= coalesce(a.high, a.best, 1e9)
        THEN 'overlap'
    ELSE 'other'
END;

-- Cosine of two lists of coded terms: the weight of a term stands in its last six bits.
CREATE OR REPLACE TEMP MACRO weight_of(codes) AS
    list_sum(list_transform(codes, lambda code: (code & 63)::INTEGER * (code & 63)::INTEGER));
CREATE OR REPLACE TEMP MACRO likeness(a, b) AS
    coalesce(weight_of(list_intersect(a.codes, b.codes)), 0) / sqrt(a.weight::DOUBLE * b.weight);

-- How much two texts share, of their names or of all their rare terms. The bands were set by hand, once for both; what each
-- of them weighs is learnt.
CREATE OR REPLACE TEMP MACRO shared(likeness) AS CASE
    WHEN likeness IS NULL THEN 'unknown'
    WHEN likeness >= 0.35 THEN 'most'
    WHEN likeness >= 0.2 THEN 'many'
    WHEN likeness >= 0.12 THEN 'some'
    WHEN likeness >= 0.06 THEN 'few'
    ELSE 'none'
END;
-- From where on two texts are of one form, by the words that are no names. Where one outlet's articles are, and share hardly
-- a name, a form is filled in for another attack.
CREATE OR REPLACE TEMP MACRO are_of_one_form(likeness) AS coalesce(likeness >= 0.4, false);

-- What one outlet's articles share may stand below all of them.
CREATE OR REPLACE TEMP MACRO names_level(of_names, in_step, is_own) AS CASE
    WHEN of_names NOT IN ('most', 'many') THEN of_names
    WHEN in_step THEN 'of_other_day'
    ELSE CASE WHEN is_own THEN 'own_' ELSE '' END || of_names
END;

CREATE OR REPLACE TEMP MACRO text_level(of_texts, of_names, of_words, in_step, is_own, is_other) AS CASE
    WHEN is_own AND of_names IN ('none', 'few') AND are_of_one_form(of_words) THEN 'own_form'
    -- who writes again of an attack and gives another figure says so in words of before
    WHEN is_own AND is_other AND of_names IN ('none', 'few', 'unknown') AND of_texts <> 'most' THEN 'own_other'
    WHEN in_step AND of_texts IN ('most', 'many') THEN 'of_other_day'
    WHEN of_texts = 'most' THEN CASE WHEN is_own THEN 'own_copy' ELSE 'copy' END
    WHEN of_texts = 'many' THEN CASE WHEN is_own THEN 'own_alike' ELSE 'alike' END
    WHEN of_texts = 'some' THEN 'related'
    WHEN of_texts = 'few' THEN 'hardly'
    WHEN of_texts = 'none' THEN 'unlike'
    ELSE of_texts
END;

CREATE OR REPLACE TEMP TABLE candidates AS
SELECT DISTINCT least(row_key, other) AS row_a, greatest(row_key, other) AS row_b
FROM (
    SELECT asked.row_key, has.row_key AS other
    FROM core.incident_keys AS has
    JOIN (SELECT DISTINCT key, row_key FROM changed_keys WHERE is_asked) AS asked USING (key)
    UNION ALL
    SELECT asked.row_key, has.row_key
    FROM (FROM core.incident_names WHERE is_asked) AS has
    JOIN (SELECT key, row_key FROM core.incident_names SEMI JOIN changed_rows USING (row_key) WHERE is_asked) AS asked
        USING (key)
)
WHERE row_key <> other;

-- Of all facts those that are compared; the texts apart, since few pairs come to them.
CREATE OR REPLACE TEMP TABLE met_texts AS
SELECT row_key, {'codes': terms, 'weight': weight_of(terms)} AS terms, {'codes': words, 'weight': weight_of(words)} AS words,
    {'codes': "names", 'weight': weight_of("names")} AS "names"
FROM (SELECT *, list_filter(terms, lambda code: NOT coalesce(list_contains("names", code), false)) AS words FROM core.incident_facts)
SEMI JOIN (SELECT unnest([row_a, row_b]) AS row_key FROM candidates) USING (row_key);
CREATE OR REPLACE TEMP TABLE met AS
SELECT * EXCLUDE (terms, "names", row_id, incident_id, digest)
FROM core.incident_facts SEMI JOIN met_texts USING (row_key);

-- Joined as written: pairs, then the one side, then the other. Left alone, the planner joins all rows with all rows that
-- stood at one time first, which grows with the square of the rows.
SET disabled_optimizers = 'join_order';

-- First what is cheap: most pairs differ so much that no likeness of texts could join them.
CREATE OR REPLACE TEMP TABLE possible AS
WITH measured AS (
    SELECT row_a, row_b, a, b, core.distance_km(a.lat, a.lon, b.lat, b.lon) AS distance_km,
        are_in_step(a.is_firm, a.first_day, a.reported_on, b.is_firm, b.first_day, b.reported_on) AS in_step,
        coalesce(a.outlet = b.outlet, false) AS is_own
    FROM candidates
    JOIN met AS a ON a.row_key = row_a
    JOIN met AS b ON b.row_key = row_b
    WHERE a.article_id <> b.article_id
        -- two rows that never stood at one time never meet in an event
        AND coalesce(a.known_from < b.known_to, true) AND coalesce(b.known_from < a.known_to, true)
),
compared AS (
    SELECT row_a, row_b, in_step, is_own,
        day_level(a.first_day, a.last_day, a.reported_on, b.first_day, b.last_day, b.reported_on, in_step) AS "day",
        role_level(a.ordinal, b.ordinal) AS "role",
        reported_level(a.reported_on, b.reported_on) AS reported,
        place_level(a.place_names, a.country, a.admin1, b.place_names, b.country, b.admin1, distance_km) AS place,
        actor_level(a.actors, b.actors) AS actor,
        method_level(a.means, b.means) AS "method",
        CASE WHEN in_step AND figure_level(a.killed, b.killed) = 'same_many' THEN 'same_of_other_day'
            ELSE figure_level(a.killed, b.killed) END AS killed,
        figure_level(a.injured, b.injured) AS injured
    FROM measured
),
weighed AS (
    SELECT *, getvariable('prior') + day_weight("day") + role_weight("role") + reported_weight(reported)
        + place_weight(place) + actor_weight(actor) + method_weight("method") + killed_weight(killed)
        + injured_weight(injured) AS millibits
    FROM compared
)
FROM weighed WHERE millibits + getvariable('most_by_text') > getvariable('kept_above');

-- Rows that changed were deleted with their links; those that are new have none.
INSERT INTO core.event_links BY NAME
WITH likened AS (
    SELECT possible.*, shared(likeness(a."names", b."names")) AS of_names, shared(likeness(a.terms, b.terms)) AS of_texts,
        CASE WHEN is_own THEN likeness(a.words, b.words) END AS of_words
    FROM possible
    JOIN met_texts AS a ON a.row_key = row_a
    JOIN met_texts AS b ON b.row_key = row_b
),
read AS (
    SELECT *, names_level(of_names, in_step, is_own) AS "names",
        text_level(of_texts, of_names, of_words, in_step, is_own, killed = 'other' OR "method" = 'other') AS "text"
    FROM likened
),
weighed AS (
    SELECT row_a, row_b, (millibits + names_weight("names") + text_weight("text"))::INTEGER AS millibits,
        {'day': "day", 'role': "role", 'reported': reported, 'place': place, 'actor': actor, 'method': "method",
         'killed': killed, 'injured': injured, 'names': "names", 'text': "text"} AS levels
    FROM read
)
-- what one form of words tells apart counts in full, not as what was never compared
FROM weighed WHERE millibits > getvariable('kept_above') OR levels."text" = 'own_form';

RESET disabled_optimizers;
DROP TABLE candidates; DROP TABLE met; DROP TABLE met_texts; DROP TABLE possible;
