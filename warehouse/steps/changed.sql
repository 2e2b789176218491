-- core.incident_facts and core.incident_keys from derived_facts; the temporary table changed_rows (row_key, is_gone) says
-- which rows are new, differ or are gone, and touched_components which components held them.

CREATE OR REPLACE TEMP TABLE changed_rows AS
SELECT coalesce(derived.row_key, kept.row_key) AS row_key, derived.row_key IS NULL AS is_gone, kept.component
FROM derived_facts AS derived
FULL JOIN (SELECT row_key, digest, component FROM core.incident_facts SEMI JOIN facts_articles USING (article_id)) AS kept
    USING (row_key)
WHERE derived.row_key IS NULL OR derived.digest IS DISTINCT FROM kept.digest;

CREATE OR REPLACE TEMP TABLE new_rows AS SELECT row_key FROM changed_rows WHERE NOT is_gone;
CREATE OR REPLACE TEMP TABLE old_rows AS SELECT row_key FROM changed_rows WHERE component IS NOT NULL;
CREATE OR REPLACE TEMP TABLE touched_names AS SELECT DISTINCT key FROM core.incident_names SEMI JOIN old_rows USING (row_key);
DELETE FROM core.incident_keys WHERE row_key IN (FROM old_rows);
DELETE FROM core.incident_names WHERE row_key IN (FROM old_rows);
DELETE FROM core.incident_facts WHERE row_key IN (FROM old_rows);
INSERT INTO core.incident_facts BY NAME
SELECT * EXCLUDE (rare_names) FROM derived_facts SEMI JOIN changed_rows USING (row_key);

-- A rare name leads from any report to any other, whatever their days; but one that many reports hold is no rare one, and
-- only the first of them, as they became known, are found by it.
INSERT INTO core.incident_names BY NAME
SELECT unnest(rare_names) AS key, row_key, known_from, false AS is_asked
FROM derived_facts SEMI JOIN changed_rows USING (row_key);
INSERT INTO touched_names SELECT DISTINCT key FROM core.incident_names SEMI JOIN changed_rows USING (row_key);
CREATE OR REPLACE TEMP TABLE ordered_names AS
SELECT key, row_key, is_asked,
    row_number() OVER (PARTITION BY key ORDER BY known_from NULLS FIRST, row_key) <= 30 AS is_early
FROM core.incident_names
SEMI JOIN (SELECT DISTINCT key FROM touched_names) USING (key);
MERGE INTO core.incident_names AS name
USING (FROM ordered_names WHERE is_asked <> is_early) AS other USING (key, row_key)
WHEN MATCHED THEN UPDATE SET is_asked = other.is_early;

-- Who is no longer among the first, or is so now, is compared anew. It may be of this load and have no component yet.
INSERT INTO old_rows
SELECT DISTINCT row_key FROM ordered_names ANTI JOIN changed_rows USING (row_key) WHERE is_asked <> is_early;
INSERT INTO changed_rows BY NAME
SELECT row_key, false AS is_gone, component
FROM old_rows
ANTI JOIN changed_rows USING (row_key)
JOIN core.incident_facts USING (row_key);
CREATE OR REPLACE TEMP TABLE touched_components AS
SELECT DISTINCT component FROM changed_rows WHERE component IS NOT NULL;
DELETE FROM core.event_links WHERE row_a IN (FROM old_rows) OR row_b IN (FROM old_rows);

-- The keys that a row has, and those that it asks for: it asks for the two days before and after its own, and the cells
-- around its own (half a degree, some 55 km high). Who asks is compared with who has. A report without a date tells of
-- the days before it; one of a week or month is found by names, and by the same figure in the last week of it.
CREATE OR REPLACE TEMP TABLE changed_keys AS
WITH rows AS (
    SELECT *, first_day IS NOT NULL AS is_dated,
        CASE WHEN last_day IS NULL THEN reported_on - 3 ELSE first_day END AS earliest,
        coalesce(last_day, reported_on) AS latest,
        CASE WHEN lat IS NOT NULL THEN 'town' WHEN admin1 IS NOT NULL THEN 'province'
            WHEN len(place_names) = 0 AND country IS NOT NULL THEN 'country' END AS exactness
    FROM core.incident_facts
    SEMI JOIN (FROM changed_rows WHERE NOT is_gone) USING (row_key)
),
dated AS (
    SELECT *, day BETWEEN earliest AND latest AS is_own
    FROM (SELECT *, unnest(range(earliest - 2, latest + 3, INTERVAL 1 DAY))::DATE AS day FROM rows)
),
counted AS (
    FROM dated
    UNION ALL BY NAME
    SELECT *, day BETWEEN last_day - 6 AND last_day AS is_own
    FROM (
        SELECT *, unnest(range(last_day - 8, last_day + 3, INTERVAL 1 DAY))::DATE AS day
        FROM rows WHERE first_day IS NULL AND last_day IS NOT NULL
    )
),
steps AS (FROM (VALUES (-1), (0), (1)) AS steps(step))
SELECT row_key, hash('place', unnest(place_names), day) AS key, is_own AS is_had, true AS is_asked FROM dated
UNION ALL
SELECT row_key, hash('cell', floor(lat * 2)::INTEGER + north.step, floor(lon * 2)::INTEGER + east.step, day),
    is_own AND north.step = 0 AND east.step = 0, true
FROM dated, steps AS north, steps AS east
WHERE lat IS NOT NULL
UNION ALL
SELECT row_key, hash(effect, country, figure, day), is_own, true
FROM (SELECT *, unnest(['killed', 'injured']) AS effect, unnest([killed.best, injured.best]) AS figure FROM counted)
WHERE figure >= 3 AND country IS NOT NULL
UNION ALL
-- what is known to the province only may be in any of its towns, but two towns do not meet by their province
SELECT row_key, hash('province', country, admin1, day), is_own AND exactness = 'province', true
FROM dated WHERE admin1 IS NOT NULL AND is_dated
UNION ALL
SELECT row_key, hash('town of', country, admin1, day), is_own AND exactness = 'town', exactness = 'province'
FROM dated WHERE admin1 IS NOT NULL AND is_dated
UNION ALL
SELECT row_key, hash('country', country, day), is_own, true FROM dated WHERE exactness = 'country' AND is_dated;

INSERT INTO core.incident_keys BY NAME
SELECT DISTINCT key, row_key FROM changed_keys SEMI JOIN new_rows USING (row_key) WHERE is_had;
