-- From the ledger to core, for the articles in the temporary table affected_articles.
-- A pure function of the ledger: whatever the order in which it was filled, the outcome is the same.

-- What versions say of their article as such: that it was taken back, or corrected.
CREATE OR REPLACE TEMP TABLE version_notices AS
WITH ends AS (
    -- the letter keeps what is cut off from looking like the beginning of a paragraph
    SELECT version_id, concat_ws(E'\n', title, text[1:800], 'x' || text[-800:]) AS passage
    FROM core.article_versions
    WHERE rowid IN (
        SELECT rowid FROM core.article_versions
        SEMI JOIN (SELECT version_id FROM raw.sightings SEMI JOIN affected_articles USING (article_id)) USING (version_id)
    )
)
SELECT version_id, nullif(regexp_extract(passage, getvariable('withdrawn_words'), 0), '') AS withdrawn,
    nullif(regexp_extract(passage, getvariable('correction_words'), 0), '') AS correction
FROM ends
WHERE withdrawn IS NOT NULL OR correction IS NOT NULL;

-- What people and servers say of an article: it is withdrawn, restored, or gone.
CREATE OR REPLACE TEMP TABLE gone_pages AS
WITH gone AS (
    SELECT fetched_at, core.url_key(url) AS key, core.url_key(final_url) AS final_key, url, feed_id
    FROM raw.fetches WHERE kind = 'article' AND http_status = 410
),
read AS (
    SELECT article_id, seen_at, feed_id, core.url_key(url) AS key
    FROM raw.sightings SEMI JOIN affected_articles USING (article_id)
    WHERE seen_at IS NOT NULL AND EXISTS (FROM gone)
),
asked AS (
    -- the address that was asked for may have led elsewhere
    SELECT request.fetched_at AS seen_at, request.feed_id, gone.fetched_at
    FROM gone JOIN raw.fetches AS request USING (url) WHERE request.outcome = 'ok'
)
SELECT article_id, fetched_at AS known_at FROM read JOIN gone ON gone.key = read.key AND seen_at < fetched_at
UNION
SELECT article_id, fetched_at FROM read JOIN gone ON gone.final_key = read.key AND seen_at < fetched_at
UNION
SELECT article_id, fetched_at FROM read JOIN asked ON asked.seen_at = read.seen_at AND asked.feed_id = read.feed_id
WHERE asked.seen_at < fetched_at;

CREATE OR REPLACE TEMP TABLE marks AS
SELECT story.article_id, known_at, verdict AS mark, author, reason AS words
FROM raw.withdrawals AS decided
JOIN stories AS story ON story.address_id = decided.article_id
-- two decisions of one moment: the one written down last
QUALIFY row_number() OVER (PARTITION BY story.article_id, known_at ORDER BY recorded_at DESC, withdrawal_id) = 1
UNION ALL
SELECT DISTINCT story.article_id, known_at, 'gone', NULL, NULL
FROM gone_pages JOIN stories AS story ON story.address_id = gone_pages.article_id;

-- How one article went from version to version. A stretch lasts until another version is seen, or the article is taken
-- back or restored. While it is withdrawn by a person, gone, or says so itself, it claims nothing.
CREATE OR REPLACE TEMP TABLE stretches AS
WITH seen AS (
    SELECT story.article_id, version_id, known_at, NULL AS mark,
        min(core.version_place(known_at, modified_at, published_at, raw_uri, version_id)) AS place
    FROM raw.sightings
    JOIN stories AS story ON story.address_id = raw.sightings.article_id
    GROUP BY ALL
    UNION ALL
    SELECT article_id, NULL, known_at, mark, NULL FROM marks
),
ordered AS (
    SELECT * REPLACE (row_number() OVER (
            PARTITION BY article_id ORDER BY coalesce(epoch_us(known_at), 0), mark IS NOT NULL, mark, place
        ) AS place)
    FROM seen
),
lived AS (
    SELECT article_id, place, known_at, last_value(version_id IGNORE NULLS) OVER line AS version_id,
        coalesce(last_value(CASE mark WHEN 'withdrawn' THEN true WHEN 'restored' THEN false END IGNORE NULLS) OVER line, false)
        OR coalesce(last_value(CASE WHEN mark = 'gone' THEN true WHEN version_id IS NOT NULL THEN false END IGNORE NULLS)
            OVER line, false) AS is_off
    FROM ordered
    WINDOW line AS (PARTITION BY article_id ORDER BY place)
),
noticed AS (
    SELECT lived.* EXCLUDE (is_off), is_off OR withdrawn IS NOT NULL AS is_withdrawn, correction
    FROM lived LEFT JOIN version_notices USING (version_id)
    WHERE version_id IS NOT NULL
),
starts AS (
    SELECT *
    FROM noticed
    WINDOW line AS (PARTITION BY article_id ORDER BY place)
    QUALIFY (lag(version_id) OVER line, lag(is_withdrawn) OVER line) IS DISTINCT FROM (version_id, is_withdrawn)
)
SELECT article_id, version_id, is_withdrawn, known_at AS known_from,
    lead(known_at) OVER timeline AS known_to,
    row_number() OVER timeline AS step,
    lead(version_id) OVER timeline IS NULL AS is_last,
    -- a correction is of the version that first has the notice
    correction IS NOT NULL AND correction IS DISTINCT FROM lag(correction) OVER timeline AS is_correction
FROM starts
WINDOW timeline AS (PARTITION BY article_id ORDER BY place);

CREATE OR REPLACE TEMP TABLE derived_notices AS
WITH said AS (
    SELECT article_id, version_id, known_from, withdrawn, correction
    FROM stretches JOIN version_notices USING (version_id)
    QUALIFY row_number() OVER (PARTITION BY version_id ORDER BY step) = 1
)
SELECT article_id, version_id, known_from AS known_at, 'withdrawn' AS kind, NULL AS author, withdrawn AS words
FROM said WHERE withdrawn IS NOT NULL
UNION ALL
SELECT article_id, version_id, known_from, 'correction', NULL, correction FROM said WHERE correction IS NOT NULL
UNION ALL
SELECT article_id, NULL, known_at, mark, author, words FROM marks;

DELETE FROM core.article_notices WHERE article_id IN (FROM affected_articles);
INSERT INTO core.article_notices BY NAME FROM derived_notices;

-- One reading counts for each version: that of the newest extractor.
CREATE OR REPLACE TEMP TABLE effective_readings AS
SELECT reading_id, version_id
FROM raw.readings
JOIN core.extractor_order USING (extractor_version)
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
