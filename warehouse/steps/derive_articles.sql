-- core.articles and core.article_credits for affected_articles; credited_agencies(version_id, agency) tells which version
-- credits whom.

CREATE OR REPLACE TEMP TABLE derived_articles AS
WITH seen AS (
    SELECT sighting.* REPLACE (story.article_id AS article_id)
    FROM raw.sightings AS sighting
    JOIN stories AS story ON story.address_id = sighting.article_id
),
newest AS (
    SELECT article_id, url, publisher, feed_id, language, authors
    FROM seen
    -- the fields of the current version, from the sighting that says most
    SEMI JOIN derived_versions AS version ON version.version_id = seen.version_id AND version.is_current
    QUALIFY row_number() OVER (
        PARTITION BY article_id
        ORDER BY known_at DESC NULLS LAST, url IS NULL, publisher IS NULL, feed_id IS NULL, sighting_id
    ) = 1
),
times AS (
    SELECT article_id, min(published_on) AS published_on, min(published_at) AS published_at,
        min(known_at) AS first_known_at, max(known_at) AS last_known_at,
        count(DISTINCT version_id) AS versions
    FROM seen
    GROUP BY article_id
),
-- what was known of the article when it was first seen: events rest on this, whatever later versions add
first_seen AS (
    SELECT article_id, coalesce(min(core.outlet_of(publisher)), min(core.url_host(url))) AS outlet, min(published_on) AS published_on, min(published_at) AS published_at,
        min(known_at) AS known_at
    FROM (
        FROM seen
        QUALIFY coalesce(epoch_us(known_at), 0) = min(coalesce(epoch_us(known_at), 0)) OVER (PARTITION BY article_id)
    )
    GROUP BY article_id
)
SELECT newest.article_id, version.version_id AS current_version_id, newest.url, newest.publisher, newest.feed_id,
    newest.language, newest.authors, version.title, times.published_on, times.published_at, times.first_known_at,
    times.last_known_at, times.versions, credit.agency, first_seen.outlet,
    coalesce(first_seen.published_on, first_seen.published_at::DATE, first_seen.known_at::DATE) AS reported_on,
    coalesce(first_seen.published_at, first_seen.published_on::TIMESTAMP, first_seen.known_at) AS reported_at
FROM newest
JOIN times USING (article_id)
JOIN first_seen USING (article_id)
JOIN core.article_versions AS version ON version.article_id = newest.article_id AND version.is_current
LEFT JOIN credited_agencies AS credit ON credit.version_id = version.version_id;

MERGE INTO core.articles AS kept USING derived_articles AS derived ON kept.article_id = derived.article_id
WHEN MATCHED AND md5(to_json(kept)::VARCHAR) <> md5(to_json(derived)::VARCHAR) THEN UPDATE SET
    current_version_id = derived.current_version_id, url = derived.url, publisher = derived.publisher,
    feed_id = derived.feed_id, language = derived.language, authors = derived.authors, title = derived.title,
    published_on = derived.published_on, published_at = derived.published_at,
    first_known_at = derived.first_known_at, last_known_at = derived.last_known_at, versions = derived.versions,
    agency = derived.agency, outlet = derived.outlet, reported_on = derived.reported_on,
    reported_at = derived.reported_at
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE AND kept.article_id IN (FROM affected_articles) THEN DELETE;

DELETE FROM core.article_credits WHERE article_id IN (FROM affected_articles);
INSERT INTO core.article_credits BY NAME
WITH credited AS (
    SELECT *, step - row_number() OVER (PARTITION BY article_id, agency ORDER BY step) AS run
    FROM stretches JOIN credited_agencies USING (version_id)
)
SELECT article_id, agency, CASE WHEN count(known_from) = count(*) THEN min(known_from) END AS known_from,
    CASE WHEN NOT bool_or(is_last) THEN max(known_to) END AS known_to
FROM credited
GROUP BY article_id, agency, run;
