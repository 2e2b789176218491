-- From the ledger to core, for the articles in the temporary table affected_articles.
-- A pure function of the ledger: whatever the order in which it was filled, the outcome is the same.

-- How one article went from version to version. A stretch lasts until another version is seen.
CREATE OR REPLACE TEMP TABLE stretches AS
WITH seen AS (
    SELECT story.article_id, version_id, known_at,
        min(core.version_place(known_at, modified_at, published_at, raw_uri, version_id)) AS place
    FROM raw.sightings
    JOIN stories AS story ON story.address_id = raw.sightings.article_id
    GROUP BY ALL
),
ordered AS (
    SELECT * REPLACE (row_number() OVER (PARTITION BY article_id ORDER BY place) AS place) FROM seen
),
starts AS (
    SELECT *
    FROM ordered
    QUALIFY lag(version_id) OVER (PARTITION BY article_id ORDER BY place) IS DISTINCT FROM version_id
)
SELECT article_id, version_id, known_at AS known_from,
    lead(known_at) OVER timeline AS known_to,
    row_number() OVER timeline AS step,
    lead(version_id) OVER timeline IS NULL AS is_last
FROM starts
WINDOW timeline AS (PARTITION BY article_id ORDER BY place);

-- Which extractor is newer: the number in its version says, without the digest of the code behind the plus sign. Digests
-- have no order: of two with one number that is newer which this database met later, by the batches that carry its name.
-- What is being loaded stands in no row yet, and is the latest.
CREATE OR REPLACE TEMP TABLE extractor_versions AS
SELECT extractor_version, row_number() OVER (
        ORDER BY core.version_order(split_part(extractor_version, '+', 1)), min(loaded_at) NULLS LAST, extractor_version
    ) AS newness
FROM (SELECT DISTINCT extractor_version FROM raw.readings)
LEFT JOIN raw.loaded_batches ON ends_with(batch_id, '.' || extractor_version)
GROUP BY extractor_version;

-- One reading counts for each version: that of the newest extractor.
CREATE OR REPLACE TEMP TABLE effective_readings AS
SELECT reading_id, version_id
FROM raw.readings
JOIN extractor_versions USING (extractor_version)
SEMI JOIN affected_articles USING (article_id)
QUALIFY row_number() OVER (PARTITION BY version_id ORDER BY newness DESC, reading_id DESC) = 1;

CREATE OR REPLACE TEMP TABLE derived_versions AS
SELECT version_id, any_value(article_id) AS article_id, arg_min(known_from, step) AS known_from,
    CASE WHEN NOT bool_or(is_last) THEN arg_max(known_to, step) END AS known_to, bool_or(is_last) AS is_current
FROM stretches
GROUP BY version_id;

MERGE INTO core.article_versions AS version USING derived_versions AS derived USING (version_id)
WHEN MATCHED AND (version.article_id, version.known_from, version.known_to, version.is_current)
    IS DISTINCT FROM (derived.article_id, derived.known_from, derived.known_to, derived.is_current)
THEN UPDATE SET article_id = derived.article_id, known_from = derived.known_from, known_to = derived.known_to, is_current = derived.is_current;
