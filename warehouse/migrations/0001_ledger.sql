-- The ledger: what was read, as it was read. Rows are added and never changed; every table of core can be rebuilt from here.
CREATE SCHEMA IF NOT EXISTS raw;
CREATE SCHEMA core;
CREATE SCHEMA mart;

CREATE TABLE raw.loaded_batches (
    batch_id     VARCHAR,
    digest       VARCHAR,
    articles     BIGINT,
    claims       BIGINT,
    incidents    BIGINT,
    fetches      BIGINT,
    loaded_at    TIMESTAMP,
    code_version VARCHAR
);
COMMENT ON TABLE raw.loaded_batches IS 'One row for each staged batch that was loaded; a batch found here is skipped.';
COMMENT ON COLUMN raw.loaded_batches.batch_id IS 'Name of the batch folder';
COMMENT ON COLUMN raw.loaded_batches.digest IS 'SHA-256 over the files of the batch';
COMMENT ON COLUMN raw.loaded_batches.articles IS 'Article versions in the batch';
COMMENT ON COLUMN raw.loaded_batches.claims IS 'Claims in the batch';
COMMENT ON COLUMN raw.loaded_batches.incidents IS 'Incidents in the batch';
COMMENT ON COLUMN raw.loaded_batches.fetches IS 'Requests logged in the batch';
COMMENT ON COLUMN raw.loaded_batches.loaded_at IS 'UTC; when it was loaded, by the clock of the machine';
COMMENT ON COLUMN raw.loaded_batches.code_version IS 'Version of Tollwatch that loaded it';

CREATE TABLE raw.fetches (
    fetch_id    VARCHAR,
    feed_id     VARCHAR,
    kind        VARCHAR,
    url         VARCHAR,
    final_url   VARCHAR,
    fetched_at  TIMESTAMP,
    http_status BIGINT,
    outcome     VARCHAR,
    detail      VARCHAR,
    body_bytes  BIGINT,
    entries     BIGINT,
    new_entries BIGINT
);
COMMENT ON TABLE raw.fetches IS 'One row for each request that a pull made, or chose not to make.';
COMMENT ON COLUMN raw.fetches.fetch_id IS 'Key';
COMMENT ON COLUMN raw.fetches.feed_id IS 'The feed for which it was made';
COMMENT ON COLUMN raw.fetches.kind IS 'feed or article';
COMMENT ON COLUMN raw.fetches.url IS 'Requested address';
COMMENT ON COLUMN raw.fetches.final_url IS 'Address after redirects';
COMMENT ON COLUMN raw.fetches.fetched_at IS 'UTC';
COMMENT ON COLUMN raw.fetches.http_status IS 'Null where no answer came';
COMMENT ON COLUMN raw.fetches.outcome IS 'ok, not_modified, blocked, gone, failed, not_a_feed, no_text, refused';
COMMENT ON COLUMN raw.fetches.detail IS 'What went wrong, in words';
COMMENT ON COLUMN raw.fetches.body_bytes IS 'Size of the body';
COMMENT ON COLUMN raw.fetches.entries IS 'Feeds: entries listed';
COMMENT ON COLUMN raw.fetches.new_entries IS 'Feeds: entries never seen before';

CREATE TABLE raw.sightings (
    sighting_id    VARCHAR,
    article_id     VARCHAR,
    version_id     VARCHAR,
    known_at       TIMESTAMP,
    url            VARCHAR,
    publisher      VARCHAR,
    feed_id        VARCHAR,
    language       VARCHAR,
    authors        VARCHAR[],
    published_on   DATE,
    published_at   TIMESTAMP,
    modified_at    TIMESTAMP,
    seen_at        TIMESTAMP,
    raw_uri        VARCHAR,
    payload_digest VARCHAR
);
COMMENT ON TABLE raw.sightings IS 'One row for each time that a version of an article was seen.';
COMMENT ON COLUMN raw.sightings.sighting_id IS 'Digest of the row: the same sighting in two batches is one row';
COMMENT ON COLUMN raw.sightings.article_id IS 'The article';
COMMENT ON COLUMN raw.sightings.version_id IS 'The version that was seen';
COMMENT ON COLUMN raw.sightings.known_at IS 'UTC; the knowledge time: when it was fetched, else when it was published; null where neither is known';
COMMENT ON COLUMN raw.sightings.url IS 'Address, as the article gave it';
COMMENT ON COLUMN raw.sightings.publisher IS 'Outlet';
COMMENT ON COLUMN raw.sightings.feed_id IS 'Feed through which it was found';
COMMENT ON COLUMN raw.sightings.language IS 'ISO 639-1';
COMMENT ON COLUMN raw.sightings.authors IS 'Byline';
COMMENT ON COLUMN raw.sightings.published_on IS 'Day of publication where the outlet is';
COMMENT ON COLUMN raw.sightings.published_at IS 'UTC; null where only the day is known';
COMMENT ON COLUMN raw.sightings.modified_at IS 'UTC; when the outlet says it changed the page';
COMMENT ON COLUMN raw.sightings.seen_at IS 'UTC; when the bytes were fetched; null for files that do not say';
COMMENT ON COLUMN raw.sightings.raw_uri IS 'Where the bytes lie: WARC file and offset, or file name';
COMMENT ON COLUMN raw.sightings.payload_digest IS 'Digest of the bytes, as in WARC';

CREATE TABLE raw.readings (
    reading_id        VARCHAR,
    article_id        VARCHAR,
    version_id        VARCHAR,
    extractor_version VARCHAR,
    claims            BIGINT,
    incidents         BIGINT
);
COMMENT ON TABLE raw.readings IS 'One row for each reading: what one extractor version made of one article version, as a whole.';
COMMENT ON COLUMN raw.readings.reading_id IS 'Digest of everything that the reading holds';
COMMENT ON COLUMN raw.readings.article_id IS 'The article';
COMMENT ON COLUMN raw.readings.version_id IS 'The version that was read';
COMMENT ON COLUMN raw.readings.extractor_version IS 'Version of the extractor';
COMMENT ON COLUMN raw.readings.claims IS 'Claims in the reading; 0 where it found none';
COMMENT ON COLUMN raw.readings.incidents IS 'Incidents in the reading';

CREATE TABLE raw.claims (
    reading_id        VARCHAR,
    claim_id          VARCHAR,
    article_id        VARCHAR,
    version_id        VARCHAR,
    extractor_version VARCHAR,
    span_start        BIGINT,
    span_end          BIGINT,
    quote             VARCHAR,
    effect            VARCHAR,
    low               BIGINT,
    best              BIGINT,
    high              BIGINT,
    qualifier         VARCHAR,
    victim            VARCHAR,
    age               VARCHAR,
    gender            VARCHAR,
    subset_of         VARCHAR,
    scope             VARCHAR,
    modality          VARCHAR,
    incident_id       VARCHAR,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    place             VARCHAR,
    actor             VARCHAR,
    method            VARCHAR,
    source            VARCHAR,
    via               VARCHAR,
    confidence        DOUBLE
);
COMMENT ON TABLE raw.claims IS 'The claims of each reading. core.claims holds the same claims with the time for which they stood.';
COMMENT ON COLUMN raw.claims.reading_id IS 'The reading';
COMMENT ON COLUMN raw.claims.claim_id IS 'Names what is claimed in which article; a version that repeats a claim repeats its id';
COMMENT ON COLUMN raw.claims.article_id IS 'The article';
COMMENT ON COLUMN raw.claims.version_id IS 'The version whose text the quote is from';
COMMENT ON COLUMN raw.claims.extractor_version IS 'Version of the extractor';
COMMENT ON COLUMN raw.claims.span_start IS 'First character of the quote in the text of the version';
COMMENT ON COLUMN raw.claims.span_end IS 'First character after the quote';
COMMENT ON COLUMN raw.claims.quote IS 'The exact words of the text that carry the number and the victims';
COMMENT ON COLUMN raw.claims.effect IS 'killed, injured, missing, or casualties (dead and wounded not told apart)';
COMMENT ON COLUMN raw.claims.low IS 'Least number that the words allow; null where they set no lower bound';
COMMENT ON COLUMN raw.claims.best IS 'The figure that the words give; null for vague words such as dozens';
COMMENT ON COLUMN raw.claims.high IS 'Greatest number that the words allow; null where they set no upper bound';
COMMENT ON COLUMN raw.claims.qualifier IS 'How the words hedge: exact, at_least, more_than, at_most, about, range, vague';
COMMENT ON COLUMN raw.claims.victim IS 'civilian, combatant or unknown';
COMMENT ON COLUMN raw.claims.age IS 'child, adult or null';
COMMENT ON COLUMN raw.claims.gender IS 'female, male or null';
COMMENT ON COLUMN raw.claims.subset_of IS 'claim_id of the claim that counts the whole group; null where this is no part of another';
COMMENT ON COLUMN raw.claims.scope IS 'incident, period (a total over a stretch of time), cumulative (a running total), other';
COMMENT ON COLUMN raw.claims.modality IS 'asserted, feared or denied';
COMMENT ON COLUMN raw.claims.incident_id IS 'The incident of the same article that the claim is about; null for period, cumulative and other';
COMMENT ON COLUMN raw.claims.date_start IS 'First day of what the claim is about; null where the article gives no time';
COMMENT ON COLUMN raw.claims.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN raw.claims.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN raw.claims.place IS 'The most exact place named for the claim, as the text writes it';
COMMENT ON COLUMN raw.claims.actor IS 'Who did it, as the text names it';
COMMENT ON COLUMN raw.claims.method IS 'air_strike, drone_strike, shelling, missile, shooting, explosion, suicide_bombing, landmine, chemical, execution, stabbing, clashes, other, unknown';
COMMENT ON COLUMN raw.claims.source IS 'Who reports the figure, as the text names it; null where the article says it in its own voice';
COMMENT ON COLUMN raw.claims.via IS 'Through whom the source was heard, such as an agency';
COMMENT ON COLUMN raw.claims.confidence IS '0 to 1: how sure the extractor is of its reading';

CREATE TABLE raw.incidents (
    reading_id        VARCHAR,
    incident_id       VARCHAR,
    article_id        VARCHAR,
    version_id        VARCHAR,
    extractor_version VARCHAR,
    ordinal           BIGINT,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    places            STRUCT("name" VARCHAR, admin1 VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR, geoname_id BIGINT)[],
    actors            VARCHAR[],
    method            VARCHAR,
    killed            STRUCT(total STRUCT(low BIGINT, best BIGINT, high BIGINT), civilian STRUCT(low BIGINT, best BIGINT, high BIGINT), combatant STRUCT(low BIGINT, best BIGINT, high BIGINT), unknown STRUCT(low BIGINT, best BIGINT, high BIGINT), children STRUCT(low BIGINT, best BIGINT, high BIGINT), women STRUCT(low BIGINT, best BIGINT, high BIGINT)),
    injured           STRUCT(total STRUCT(low BIGINT, best BIGINT, high BIGINT), civilian STRUCT(low BIGINT, best BIGINT, high BIGINT), combatant STRUCT(low BIGINT, best BIGINT, high BIGINT), unknown STRUCT(low BIGINT, best BIGINT, high BIGINT), children STRUCT(low BIGINT, best BIGINT, high BIGINT), women STRUCT(low BIGINT, best BIGINT, high BIGINT))
);
COMMENT ON TABLE raw.incidents IS 'The incidents of each reading.';
COMMENT ON COLUMN raw.incidents.reading_id IS 'The reading';
COMMENT ON COLUMN raw.incidents.incident_id IS 'Names the article and the ordinal';
COMMENT ON COLUMN raw.incidents.article_id IS 'The article';
COMMENT ON COLUMN raw.incidents.version_id IS 'The version';
COMMENT ON COLUMN raw.incidents.extractor_version IS 'Version of the extractor';
COMMENT ON COLUMN raw.incidents.ordinal IS '1 is the main incident of the article';
COMMENT ON COLUMN raw.incidents.date_start IS 'First day of the incident; null where the article gives no time';
COMMENT ON COLUMN raw.incidents.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN raw.incidents.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN raw.incidents.places IS 'Places of the incident, most exact first; WGS 84 degrees, ISO 3166-1 alpha-2 countries';
COMMENT ON COLUMN raw.incidents.actors IS 'Who did it';
COMMENT ON COLUMN raw.incidents.method IS 'How; the values of claims';
COMMENT ON COLUMN raw.incidents.killed IS 'Killed by victim group as this one article counts them; a group that nothing is said of is null';
COMMENT ON COLUMN raw.incidents.injured IS 'Injured by victim group as this one article counts them; a group that nothing is said of is null';

CREATE TABLE raw.snapshots (
    published_at    TIMESTAMP,
    source_database VARCHAR,
    code_version    VARCHAR,
    articles        BIGINT,
    claims          BIGINT,
    events          BIGINT
);
COMMENT ON TABLE raw.snapshots IS 'In a published snapshot: one row that says when and from what it was made. Empty in the live database.';
COMMENT ON COLUMN raw.snapshots.published_at IS 'UTC';
COMMENT ON COLUMN raw.snapshots.source_database IS 'File name of the live database';
COMMENT ON COLUMN raw.snapshots.code_version IS 'Version of Tollwatch that published it';
COMMENT ON COLUMN raw.snapshots.articles IS 'Articles in it';
COMMENT ON COLUMN raw.snapshots.claims IS 'Current claims in it';
COMMENT ON COLUMN raw.snapshots.events IS 'Events in it';
