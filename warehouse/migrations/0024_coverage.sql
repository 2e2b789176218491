-- The feed list beside the fetch log, every poll with its result, and for each outlet and day whether silence means no report or no look.

CREATE TABLE raw.feeds (
    feed_id      VARCHAR,
    publisher    VARCHAR,
    url          VARCHAR,
    country      VARCHAR,
    region       VARCHAR,
    language     VARCHAR,
    zone         VARCHAR,
    kind         VARCHAR,
    is_state_run BOOLEAN,
    party        VARCHAR,
    is_listed    BOOLEAN
);
COMMENT ON TABLE raw.feeds IS 'The feed list as the last load found it; feeds that have left it stay here.';
COMMENT ON COLUMN raw.feeds.feed_id IS 'Key';
COMMENT ON COLUMN raw.feeds.publisher IS 'Outlet';
COMMENT ON COLUMN raw.feeds.url IS 'Address in the feed list';
COMMENT ON COLUMN raw.feeds.country IS 'Where the outlet is: ISO 3166 alpha-2, or INT';
COMMENT ON COLUMN raw.feeds.region IS 'The part of the world that it reports on';
COMMENT ON COLUMN raw.feeds.language IS 'BCP 47';
COMMENT ON COLUMN raw.feeds.zone IS 'IANA zone in which it writes times that carry none';
COMMENT ON COLUMN raw.feeds.kind IS 'outlet, agency, monitor or un';
COMMENT ON COLUMN raw.feeds.is_state_run IS 'Whether its editors answer to a government';
COMMENT ON COLUMN raw.feeds.party IS 'The party to a conflict that it speaks for; null where it speaks for none';
COMMENT ON COLUMN raw.feeds.is_listed IS 'Whether it is on the feed list still';
