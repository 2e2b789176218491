-- With what each of decided_articles is compared: article_pairs, from holders, first_sightings and births. Of all texts
-- that hold a clause before it only the nearest and the first of those days are taken: the cost grows with the texts, not
-- with the square of how often a phrase of the trade is used.

CREATE OR REPLACE TEMP TABLE lined_up AS
WITH placed AS (
    SELECT clause, version_id, known_us, place, publisher, host
    FROM holders JOIN first_sightings USING (version_id)
)
SELECT version_id, place, [
        first_value(place) OVER days,
        lag(place) OVER line, lag(place, 2) OVER line, lag(place, 3) OVER line,
        CASE WHEN publisher IS NOT NULL THEN lag(place) OVER of_publisher END,
        CASE WHEN publisher IS NOT NULL THEN lag(place, 2) OVER of_publisher END,
        CASE WHEN host IS NOT NULL THEN lag(place) OVER of_host END,
        CASE WHEN host IS NOT NULL THEN lag(place, 2) OVER of_host END
    ] AS places_before
FROM placed
WINDOW line AS (PARTITION BY clause ORDER BY place),
    days AS (PARTITION BY clause, known_us // {copy_window_us} ORDER BY place),
    of_publisher AS (PARTITION BY clause, publisher ORDER BY place),
    of_host AS (PARTITION BY clause, host ORDER BY place);

CREATE OR REPLACE TEMP TABLE neighbours AS
SELECT DISTINCT place, unnest(places_before) AS place_before
FROM lined_up
SEMI JOIN (SELECT version_id FROM births SEMI JOIN decided_articles USING (article_id)) USING (version_id);

CREATE OR REPLACE TEMP TABLE article_pairs AS
WITH paired AS (
    SELECT own.article_id, own.version_id, other.article_id AS other_id, other.version_id AS other_version_id,
        -- "BBC" and "BBC News" of one host are one outlet; an aggregator's host holds many
        coalesce(own.publisher = other.publisher, false)
            OR coalesce(own.host = other.host, false) AND coalesce(
                contains(own.publisher, other.publisher) OR contains(other.publisher, own.publisher), true
            ) AS is_same_outlet,
        own.known_us - other.known_us AS after_us
    FROM neighbours
    JOIN first_sightings AS own USING (place)
    JOIN first_sightings AS other ON other.place = place_before
    JOIN births AS other_birth ON other_birth.article_id = other.article_id
    WHERE place_before < neighbours.place AND other_birth.place < neighbours.place
)
SELECT * EXCLUDE (after_us), after_us <= {copy_window_us} AS is_soon_after
FROM paired
WHERE after_us <= {window_us};

-- Pairs that share two clauses at the least, and one in seven. Lists, since a join might begin with a clause that all share.
CREATE OR REPLACE TEMP TABLE article_pairs AS
WITH listed AS MATERIALIZED (
    SELECT version_id, list(clause) AS clauses
    FROM core.text_clauses
    SEMI JOIN (SELECT version_id FROM article_pairs UNION SELECT other_version_id FROM article_pairs) USING (version_id)
    GROUP BY version_id
),
shared AS (
    SELECT pair.*, len(list_intersect(own.clauses, other.clauses)) AS clauses,
        least(len(own.clauses), len(other.clauses)) AS shorter
    FROM article_pairs AS pair
    JOIN listed AS own USING (version_id)
    JOIN listed AS other ON other.version_id = other_version_id
)
SELECT * EXCLUDE (clauses, shorter) FROM shared WHERE clauses >= least(2, shorter) AND clauses >= 0.15 * shorter;

-- How much of the shorter text stands in the other: runs of four words
CREATE OR REPLACE TEMP TABLE paired_texts AS
SELECT version_id, title, text
FROM core.article_versions
WHERE rowid IN (
    SELECT rowid FROM core.article_versions
    SEMI JOIN (SELECT version_id FROM article_pairs UNION SELECT other_version_id FROM article_pairs) USING (version_id)
);

CREATE OR REPLACE TEMP TABLE text_runs AS
WITH read AS (
    SELECT version_id, regexp_extract_all(lower(strip_accents(text)), '[\p{{L}}\p{{N}}]+') AS words FROM paired_texts
)
SELECT version_id, list_distinct(list_transform(
    range(1, len(words) - 2), lambda i: hash(words[i], words[i + 1], words[i + 2], words[i + 3])
)) AS runs
FROM read;

CREATE OR REPLACE TEMP TABLE compared_texts AS
SELECT pair.*, least(len(own.runs), len(other.runs)) AS shorter,
    round(len(list_intersect(own.runs, other.runs)) / shorter, 3) AS likeness
FROM article_pairs AS pair
JOIN text_runs AS own USING (version_id)
JOIN text_runs AS other ON other.version_id = other_version_id
WHERE len(own.runs) > 0 AND len(other.runs) > 0;

-- What stands again and again in the outlet's articles says nothing of which one it is: the clauses of each of those articles
-- that {enough} others of the outlet were first seen with in the days before.
CREATE OR REPLACE TEMP TABLE standing_before AS
WITH asked AS (
    SELECT DISTINCT version_id FROM compared_texts WHERE is_same_outlet
),
born AS (
    SELECT clause, version_id, known_us, place, coalesce(publisher, host) AS outlet
    FROM (FROM holders SEMI JOIN (SELECT clause FROM core.text_clauses SEMI JOIN asked USING (version_id)) USING (clause))
    JOIN first_sightings USING (version_id)
    SEMI JOIN births USING (version_id)
)
SELECT version_id, list(clause) AS clauses
FROM (
    FROM born
    WHERE outlet IS NOT NULL
    QUALIFY known_us - lag(known_us, {enough}) OVER (PARTITION BY clause, outlet ORDER BY place) <= {window_us}
)
SEMI JOIN asked USING (version_id)
GROUP BY version_id;
