-- What the batches bring, as temporary tables: sightings, readings and their content, each once.
-- The variable `batches` holds the folders.

CREATE OR REPLACE TEMP TABLE staged_articles AS
SELECT * REPLACE (
        published_at AT TIME ZONE 'UTC' AS published_at,
        modified_at AT TIME ZONE 'UTC' AS modified_at,
        seen_at AT TIME ZONE 'UTC' AS seen_at,
        parse_dirpath(filename) AS filename
    )
FROM read_parquet(list_transform(getvariable('batches'), lambda folder: folder || '/articles.parquet'), filename = true);

CREATE OR REPLACE TEMP TABLE staged_claims AS
SELECT * REPLACE (parse_dirpath(filename) AS filename)
FROM read_parquet(list_transform(getvariable('batches'), lambda folder: folder || '/claims.parquet'), filename = true);

CREATE OR REPLACE TEMP TABLE staged_incidents AS
SELECT * REPLACE (parse_dirpath(filename) AS filename)
FROM read_parquet(list_transform(getvariable('batches'), lambda folder: folder || '/incidents.parquet'), filename = true);

CREATE OR REPLACE TEMP TABLE staged_fetches AS
SELECT DISTINCT ON (fetch_id) * REPLACE (fetched_at AT TIME ZONE 'UTC' AS fetched_at)
FROM read_parquet(list_transform(getvariable('batches'), lambda folder: folder || '/fetches.parquet'), union_by_name = true)
ORDER BY ALL;

-- A sighting is the row without the text and without who read it.
CREATE OR REPLACE TEMP TABLE staged_sightings AS
SELECT DISTINCT ON (sighting_id) md5(to_json(seen)::VARCHAR) AS sighting_id, seen.*,
FROM (
    SELECT article_id, version_id, coalesce(seen_at, published_at, published_on::TIMESTAMP) AS known_at,
        url, publisher, feed_id, language, authors, published_on, published_at, modified_at, seen_at, raw_uri,
        payload_digest
    FROM staged_articles
) AS seen;

-- A reading is all that one extractor version made of one article version, as a whole: if the same extractor version
-- gave two different readings (it was changed without a new version), they never mix.
CREATE OR REPLACE TEMP TABLE staged_readings AS
WITH content AS (
    SELECT filename, version_id, extractor_version, 1 AS claims, 0 AS incidents,
        md5(to_json(struct_pack(*COLUMNS(* EXCLUDE (filename))))::VARCHAR) AS row_digest
    FROM staged_claims
    UNION ALL
    SELECT filename, version_id, extractor_version, 0, 1,
        md5(to_json(struct_pack(*COLUMNS(* EXCLUDE (filename))))::VARCHAR)
    FROM staged_incidents
),
summed AS (
    SELECT filename, version_id, extractor_version, sum(claims)::BIGINT AS claims, sum(incidents)::BIGINT AS incidents,
        string_agg(row_digest, '' ORDER BY row_digest) AS digests
    FROM content
    GROUP BY ALL
)
SELECT md5(concat_ws('|', version_id, extractor_version, digests)) AS reading_id, any_value(article_id) AS article_id,
    version_id, extractor_version, coalesce(any_value(claims), 0) AS claims,
    coalesce(any_value(incidents), 0) AS incidents, min(filename) AS filename
FROM staged_articles
LEFT JOIN summed USING (filename, version_id, extractor_version)
GROUP BY version_id, extractor_version, digests;

CREATE OR REPLACE TEMP TABLE affected_articles AS
SELECT article_id FROM staged_sightings ANTI JOIN raw.sightings USING (sighting_id)
UNION
SELECT article_id FROM staged_readings ANTI JOIN raw.readings USING (reading_id);

-- A page that is gone for ever takes its article with it.
INSERT INTO affected_articles
WITH gone AS (
    SELECT * FROM staged_fetches ANTI JOIN raw.fetches USING (fetch_id) WHERE kind = 'article' AND http_status = 410
),
keys AS (SELECT core.url_key(url) AS key FROM gone UNION SELECT core.url_key(final_url) FROM gone),
asked AS (
    SELECT request.fetched_at AS seen_at, request.feed_id FROM gone JOIN raw.fetches AS request USING (url)
)
SELECT article_id FROM raw.sightings JOIN keys ON keys.key = core.url_key(url)
UNION
SELECT article_id FROM raw.sightings SEMI JOIN asked USING (seen_at, feed_id);

MERGE INTO raw.fetches USING staged_fetches USING (fetch_id)
WHEN NOT MATCHED THEN INSERT BY NAME;

MERGE INTO raw.sightings USING staged_sightings USING (sighting_id)
WHEN NOT MATCHED THEN INSERT BY NAME;

MERGE INTO raw.claims
USING (SELECT reading_id, c.* EXCLUDE (filename) FROM staged_readings
       JOIN staged_claims AS c USING (filename, version_id, extractor_version)
       ANTI JOIN raw.readings AS known USING (reading_id)) AS staged
ON raw.claims.reading_id = staged.reading_id AND raw.claims.claim_id = staged.claim_id
WHEN NOT MATCHED THEN INSERT BY NAME;

MERGE INTO raw.incidents
USING (SELECT reading_id, i.* EXCLUDE (filename) FROM staged_readings
       JOIN staged_incidents AS i USING (filename, version_id, extractor_version)
       ANTI JOIN raw.readings AS known USING (reading_id)) AS staged
ON raw.incidents.reading_id = staged.reading_id AND raw.incidents.incident_id = staged.incident_id
WHEN NOT MATCHED THEN INSERT BY NAME;

MERGE INTO raw.readings USING (SELECT * EXCLUDE (filename) FROM staged_readings) AS staged USING (reading_id)
WHEN NOT MATCHED THEN INSERT BY NAME;

MERGE INTO core.article_versions
USING (
    SELECT DISTINCT ON (version_id) version_id, article_id, title, text, false AS is_current
    FROM staged_articles
) AS staged USING (version_id)
WHEN NOT MATCHED THEN INSERT BY NAME;
