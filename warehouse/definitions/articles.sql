-- Addresses and versions of articles.

CREATE MACRO core.version_order(version) AS
    list_transform(regexp_extract_all(version, '\d+'), lambda digits: digits::BIGINT);
COMMENT ON MACRO core.version_order IS 'The numbers in a version name as a list, so that 1.10 comes after 1.9';

CREATE MACRO core.version_place(known_at, modified_at, published_at, raw_uri, version_id) AS {
    'known_us': coalesce(epoch_us(known_at), 0),
    'modified_us': coalesce(epoch_us(modified_at), 0),
    'published_us': coalesce(epoch_us(published_at), 0),
    'file': coalesce(regexp_extract(raw_uri, '^(.*?)(?:#\d+)?$', 1), ''),
    'position': coalesce(try_cast(regexp_extract(raw_uri, '#(\d+)$', 1) AS BIGINT), 0),
    'version_id': version_id
};
COMMENT ON MACRO core.version_place IS 'By what versions of an article follow each other: knowledge time, what the outlet says of changing and publishing it, then the order in which one file holds them. Between files that say nothing their names decide';

CREATE VIEW core.extractor_order AS
SELECT extractor_version, row_number() OVER (
        ORDER BY core.version_order(split_part(extractor_version, '+', 1)), min(staged_at) NULLS FIRST, extractor_version
    ) AS newness
FROM (SELECT DISTINCT extractor_version FROM raw.readings)
LEFT JOIN raw.loaded_batches ON ends_with(batch_id, '.' || extractor_version)
GROUP BY extractor_version;
COMMENT ON VIEW core.extractor_order IS 'Which extractor is newer: by the number in its version; of two digests behind one number, by the first batch that each read. Of those that do not say when, by name.';
COMMENT ON COLUMN core.extractor_order.extractor_version IS 'Number, and behind the plus sign the digest of the code';
COMMENT ON COLUMN core.extractor_order.newness IS 'The greater, the newer: of two readings of one text that of the newer counts';

CREATE MACRO core.url_host(url) AS
    nullif(regexp_replace(regexp_extract(lower(url), '^https?://([^/?#:]+?)\.?(?:[/?#:]|$)', 1), '^((www\d*|m|mobile|amp|edition|touch)\.)+', ''), '');
COMMENT ON MACRO core.url_host IS 'The host of an address, without port, last dot and the prefixes of mobile and other editions';

CREATE MACRO core.outlet_of(publisher) AS CASE
    WHEN regexp_full_match(lower(trim(publisher)), '(https?://)?[^\s/:]+\.[a-z]{2,}\.?(:\d+)?/?')
        THEN core.url_host('https://' || regexp_replace(lower(trim(publisher)), '^https?://', ''))
    ELSE publisher
END;
COMMENT ON MACRO core.outlet_of IS 'The outlet that an article names as its publisher: of one that is named by its address, the host, so that www.post.example:80 and post.example are one';

CREATE MACRO core.url_key(url) AS
    core.url_host(url) || rtrim(regexp_replace(regexp_extract(url, '^https?://[^/?#]+([^#]*)', 1), '[?&](utm_|fbclid)[^&]*', '', 'g'), '/?&');
COMMENT ON MACRO core.url_key IS 'An address without scheme, edition, tracking and last slash, for finding what was fetched from it';

CREATE VIEW core.sources AS
SELECT core.folded(source) AS source_key, mode(source ORDER BY source) AS name, count(*) AS claims,
    count(DISTINCT article_id) AS articles, min(known_from) AS first_known_at
FROM core.claims
WHERE is_current AND core.folded(source) <> ''
GROUP BY source_key;
COMMENT ON VIEW core.sources IS 'Who is named as the source of claims, spellings folded together.';
COMMENT ON COLUMN core.sources.source_key IS 'The name without accents, capitals and signs';
COMMENT ON COLUMN core.sources.name IS 'The spelling used most';
COMMENT ON COLUMN core.sources.claims IS 'Current claims';
COMMENT ON COLUMN core.sources.articles IS 'Articles in which it is named';
COMMENT ON COLUMN core.sources.first_known_at IS 'UTC; first claim';

CREATE VIEW mart.misdated_articles AS
SELECT article.article_id, article.publisher, article.url, article.title, min(told.known_from) AS known_from,
    max(told.date_start) AS tells_of, arg_max(told.quote, (told.date_start, told.claim_id)) AS quote
FROM core.claims AS told
JOIN core.articles AS article ON article.article_id = told.article_id
WHERE told.closed_because IS DISTINCT FROM 'reread' AND told.scope = 'incident' AND told.modality = 'asserted'
    AND told.date_precision IN ('day', 'days')
    AND told.date_start > told.known_from::DATE + 1  -- in the east of the world tomorrow has begun
GROUP BY article.article_id, article.publisher, article.url, article.title;
COMMENT ON VIEW mart.misdated_articles IS 'Articles that tell as past of days after the one on which they were known: the page bears a wrong day, or was changed and kept its first. An answer as of a day between the two has what was not known yet.';
COMMENT ON COLUMN mart.misdated_articles.title IS 'Headline of the current version';
COMMENT ON COLUMN mart.misdated_articles.known_from IS 'UTC; from when its claims of later days count as known: when it was fetched, else the day that it bears';
COMMENT ON COLUMN mart.misdated_articles.tells_of IS 'The latest day of which it tells as past: it was not known before';
COMMENT ON COLUMN mart.misdated_articles.quote IS 'What it says of that day';
