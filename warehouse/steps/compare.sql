-- Which pairs of current incidents could be one attack, and how each comparison between them comes out.
-- The variable `weights` maps 'comparison:level' to bits.

CREATE OR REPLACE TEMP MACRO figures_compared(a, b) AS CASE
    WHEN coalesce(a.best, a.low, a.high) IS NULL OR coalesce(b.best, b.low, b.high) IS NULL THEN 'unknown'
    WHEN a.best = b.best AND a.best >= 3 THEN 'same_many'
    WHEN a.best = b.best THEN 'same_few'
    WHEN abs(a.best - b.best) <= greatest(1, 0.25 * greatest(a.best, b.best)) THEN 'near'
    WHEN coalesce(a.low, 0) <= coalesce(b.high, b.best, 1e9) AND coalesce(b.low, 0) <= coalesce(a.high, a.best, 1e9)
        THEN 'overlap'
    ELSE 'other'
END;

CREATE OR REPLACE TEMP TABLE facts AS
SELECT incident.incident_id, incident.article_id, incident.ordinal,
    CASE WHEN incident.date_precision IN ('day', 'days', 'inferred') AND coalesce(incident.date_end, incident.date_start)
        - incident.date_start <= 3 THEN incident.date_start END AS first_day,
    coalesce(incident.date_end, incident.date_start) AS last_day,
    coalesce(article.published_on, article.published_at::DATE, article.first_known_at::DATE) AS reported_on,
    -- a country or province in common proves little
    list_transform(
        list_filter(places[1:3], lambda place: coalesce(place.precision, 'town') IN ('site', 'town', 'district', 'admin2')),
        lambda place: core.folded(place."name")
    ) AS place_names,
    places[1].country AS country, core.folded(places[1].admin1) AS admin1,
    CASE WHEN places[1].precision IN ('site', 'town', 'district') THEN places[1].lat END AS lat,
    CASE WHEN places[1].precision IN ('site', 'town', 'district') THEN places[1].lon END AS lon,
    list_transform(coalesce(actors, []), lambda actor: core.folded(actor)) AS actors,
    CASE
        WHEN method IN ('air_strike', 'drone_strike', 'missile', 'shelling') THEN 'bombardment'
        WHEN method IN ('explosion', 'suicide_bombing', 'landmine') THEN 'blast'
        WHEN method IN ('shooting', 'execution', 'stabbing', 'chemical') THEN method
    END AS means,
    killed.total AS killed, injured.total AS injured
FROM core.incidents AS incident
JOIN core.articles AS article USING (article_id)
WHERE incident.is_current;

-- How much it says that two texts share a term: bits, less where many articles hold it. Few articles prove little,
-- so their number is rounded up by 50.
CREATE OR REPLACE TEMP TABLE term_bits AS
SELECT term, bool_or(is_name) AS is_name, count(DISTINCT article_id) AS articles,
    greatest(0, round(1000 * log2(((SELECT count(DISTINCT article_id) FROM facts) + 50)
        / (count(DISTINCT article_id) + 1.0))))::BIGINT AS millibits
FROM core.incident_terms
GROUP BY term;

-- The terms of each incident that another article shares.
CREATE OR REPLACE TEMP TABLE vectors AS
SELECT incident_id, article_id, hash(incident_id) AS incident_key, hash(term) AS term_key, bits.millibits, bits.is_name,
    bits.articles
FROM core.incident_terms
JOIN term_bits AS bits USING (term)
WHERE bits.articles > 1;

-- Blocking: the same days and country (or place name), or rare names in common.
CREATE OR REPLACE TEMP TABLE candidates AS
WITH days AS (
    SELECT incident_id, article_id, country, place_names,
        unnest(range(first_day - 2, last_day + 3, INTERVAL 1 DAY))::DATE AS day
    FROM facts
    WHERE first_day IS NOT NULL
),
same_time AS (
    SELECT a.incident_id AS incident_a, b.incident_id AS incident_b
    FROM days AS a
    JOIN facts AS b ON b.first_day = a.day AND a.incident_id <> b.incident_id AND a.article_id <> b.article_id
        AND (a.country = b.country OR list_has_any(a.place_names, b.place_names))
),
rare AS (
    SELECT incident_id, article_id, term_key, millibits FROM vectors WHERE is_name AND articles <= 25
),
same_names AS (
    SELECT a.incident_id AS incident_a, b.incident_id AS incident_b
    FROM rare AS a
    JOIN rare AS b ON a.term_key = b.term_key AND a.incident_id < b.incident_id AND a.article_id <> b.article_id
    GROUP BY ALL
    HAVING sum(a.millibits) >= 8000
)
SELECT DISTINCT least(incident_a, incident_b) AS incident_a, greatest(incident_a, incident_b) AS incident_b
FROM (FROM same_time UNION ALL FROM same_names);

CREATE OR REPLACE TEMP TABLE norms AS
SELECT incident_id, sum(millibits * millibits)::BIGINT AS norm,
    sum(millibits * millibits) FILTER (WHERE term_bits.is_name)::BIGINT AS name_norm
FROM core.incident_terms
JOIN term_bits USING (term)
GROUP BY incident_id;

-- Joined as written: pairs, then the terms of the one, then those of the other. Left alone, the planner joins all
-- terms with all terms first, which grows with the square of the articles.
SET disabled_optimizers = 'join_order';
CREATE OR REPLACE TEMP TABLE shared_terms AS
SELECT incident_a, incident_b,
    sum(a.millibits * a.millibits) FILTER (WHERE a.is_name)::BIGINT AS name_dot,
    sum(a.millibits * a.millibits)::BIGINT AS dot
FROM candidates
JOIN vectors AS a ON a.incident_key = hash(incident_a)
JOIN vectors AS b ON b.incident_key = hash(incident_b) AND b.term_key = a.term_key
GROUP BY ALL;
RESET disabled_optimizers;

CREATE OR REPLACE TEMP TABLE compared_levels AS
WITH measured AS (
    SELECT incident_a, incident_b, a, b,
        -- greatest() passes over null, and a day that is not known must stay unknown
        CASE WHEN a.first_day IS NOT NULL AND b.first_day IS NOT NULL
            THEN greatest(a.first_day - b.last_day, b.first_day - a.last_day, 0) END AS days_apart,
        abs(a.reported_on - b.reported_on) AS reports_apart,
        core.distance_km(a.lat, a.lon, b.lat, b.lon) AS distance_km,
        coalesce(shared.name_dot, 0) / sqrt(norm_a.name_norm::DOUBLE * norm_b.name_norm) AS name_likeness,
        coalesce(shared.dot, 0) / sqrt(norm_a.norm::DOUBLE * norm_b.norm) AS likeness
    FROM candidates
    JOIN facts AS a ON a.incident_id = incident_a
    JOIN facts AS b ON b.incident_id = incident_b
    LEFT JOIN shared_terms AS shared USING (incident_a, incident_b)
    LEFT JOIN norms AS norm_a ON norm_a.incident_id = incident_a
    LEFT JOIN norms AS norm_b ON norm_b.incident_id = incident_b
)
SELECT incident_a, incident_b, {
    'day': CASE
        WHEN days_apart IS NULL THEN 'unknown'
        WHEN days_apart = 0 THEN 'same'
        WHEN days_apart = 1 THEN 'next'
        WHEN days_apart <= 3 THEN 'within_3'
        -- both articles tell of something new, so it is not one of them that looks back
        WHEN a.reported_on - a.last_day <= 3 AND b.reported_on - b.last_day <= 3
            THEN CASE WHEN days_apart <= 10 THEN 'within_10_and_fresh' ELSE 'far_and_fresh' END
        WHEN days_apart <= 10 THEN 'within_10'
        ELSE 'far'
    END,
    'role': CASE
        WHEN a.ordinal = 1 AND b.ordinal = 1 THEN 'both_main'
        WHEN a.ordinal > 1 AND b.ordinal > 1 THEN 'neither_main'
        ELSE 'one_main'
    END,
    'reported': CASE
        WHEN reports_apart IS NULL THEN 'unknown'
        WHEN reports_apart <= 1 THEN 'within_1'
        WHEN reports_apart <= 4 THEN 'within_4'
        WHEN reports_apart <= 14 THEN 'within_14'
        ELSE 'far'
    END,
    'place': CASE
        -- one name put into two countries: one of the two may be resolved wrongly
        WHEN (a.country <> b.country OR distance_km > 60) AND list_has_any(a.place_names, b.place_names) THEN 'namesake'
        WHEN a.country <> b.country THEN 'other_country'
        WHEN distance_km > 60 THEN 'far'
        WHEN a.place_names[1] = b.place_names[1] THEN 'same'
        -- streets and quarters of one town, or one article is less exact than the other
        WHEN list_has_any(a.place_names, b.place_names) OR distance_km <= 5 THEN 'same_town'
        WHEN distance_km <= 30 THEN 'near'
        WHEN a.admin1 <> b.admin1 THEN 'other_admin1'
        WHEN a.admin1 = b.admin1 THEN 'same_admin1'
        WHEN a.country = b.country THEN 'same_country'
        ELSE 'unknown'
    END,
    'actor': CASE
        WHEN len(a.actors) = 0 OR len(b.actors) = 0 THEN 'unknown'
        WHEN list_has_any(a.actors, b.actors) THEN 'same'
        ELSE 'other'
    END,
    'method': CASE
        WHEN a.means IS NULL OR b.means IS NULL THEN 'unknown'
        WHEN a.means = b.means THEN 'same'
        ELSE 'other'
    END,
    'killed': figures_compared(a.killed, b.killed),
    'injured': figures_compared(a.injured, b.injured),
    'names': CASE
        WHEN name_likeness IS NULL THEN 'unknown'
        WHEN name_likeness >= 0.35 THEN 'most'
        WHEN name_likeness >= 0.2 THEN 'many'
        WHEN name_likeness >= 0.12 THEN 'some'
        WHEN name_likeness >= 0.08 THEN 'few'
        ELSE 'none'
    END,
    'text': CASE
        WHEN likeness IS NULL THEN 'unknown'
        WHEN likeness >= 0.35 THEN 'copy'
        WHEN likeness >= 0.2 THEN 'alike'
        WHEN likeness >= 0.12 THEN 'related'
        WHEN likeness >= 0.08 THEN 'hardly'
        ELSE 'unlike'
    END
} AS levels
FROM measured;
