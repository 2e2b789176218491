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

CREATE VIEW mart.polls AS
SELECT coalesce(feed.publisher, poll.feed_id) AS publisher, poll.feed_id, poll.fetched_at AS polled_at, poll.outcome,
    poll.outcome IN ('ok', 'not_modified') AS is_read, poll.http_status, poll.detail, poll.entries, poll.new_entries,
    poll.body_bytes, poll.url, poll.final_url, poll.fetch_id
FROM raw.fetches AS poll
LEFT JOIN raw.feeds AS feed USING (feed_id)
WHERE poll.kind = 'feed';
COMMENT ON VIEW mart.polls IS 'One row for each poll of a feed: when, which, and with what result.';
COMMENT ON COLUMN mart.polls.publisher IS 'Outlet; the feed''s id where the feed list does not know it';
COMMENT ON COLUMN mart.polls.feed_id IS 'The feed';
COMMENT ON COLUMN mart.polls.polled_at IS 'UTC';
COMMENT ON COLUMN mart.polls.outcome IS 'ok, not_modified, blocked, gone, failed, not_a_feed, refused';
COMMENT ON COLUMN mart.polls.is_read IS 'Whether the answer was a feed, or that it has not changed';
COMMENT ON COLUMN mart.polls.http_status IS 'Null where no answer came';
COMMENT ON COLUMN mart.polls.detail IS 'What went wrong, in words';
COMMENT ON COLUMN mart.polls.entries IS 'Entries listed; null where no document came';
COMMENT ON COLUMN mart.polls.new_entries IS 'Entries never seen before';
COMMENT ON COLUMN mart.polls.body_bytes IS 'Size of the body';
COMMENT ON COLUMN mart.polls.url IS 'Address asked';
COMMENT ON COLUMN mart.polls.final_url IS 'Address after redirects';
COMMENT ON COLUMN mart.polls.fetch_id IS 'Key';

CREATE VIEW mart.coverage AS
WITH requests AS (
    SELECT coalesce(feed.publisher, request.feed_id) AS publisher, request.fetched_at::DATE AS day,
        count(*) FILTER (WHERE request.kind = 'feed') AS polls,
        count(*) FILTER (WHERE request.kind = 'feed' AND request.outcome IN ('ok', 'not_modified')) AS polls_read,
        coalesce(sum(request.new_entries) FILTER (WHERE request.kind = 'feed'), 0)::BIGINT AS new_entries,
        count(*) FILTER (WHERE request.kind = 'article') AS pages_asked,
        count(*) FILTER (WHERE request.kind = 'article' AND request.outcome = 'ok') AS pages_had
    FROM raw.fetches AS request
    LEFT JOIN raw.feeds AS feed USING (feed_id)
    WHERE request.feed_id IS NOT NULL
    GROUP BY ALL
),
published AS (
    SELECT coalesce(feed.publisher, article.publisher) AS publisher,
        coalesce(article.published_on, article.published_at::DATE, article.first_known_at::DATE) AS day, count(*) AS articles
    FROM core.articles AS article
    LEFT JOIN raw.feeds AS feed USING (feed_id)
    WHERE coalesce(feed.publisher, article.publisher) IS NOT NULL
    GROUP BY ALL
),
signs AS (
    SELECT publisher, day FROM requests
    UNION ALL
    SELECT publisher, day FROM published WHERE day IS NOT NULL
),
spans AS (
    SELECT publisher, min(day) AS first_day, (SELECT max(day) FROM signs) AS last_day FROM signs GROUP BY publisher
    UNION ALL
    -- of an outlet that was never asked, the days on which others were
    SELECT publisher, (SELECT min(day) FROM requests), (SELECT max(day) FROM signs)
    FROM (SELECT DISTINCT publisher FROM raw.feeds WHERE is_listed) ANTI JOIN signs USING (publisher)
    WHERE EXISTS (FROM requests)
),
days AS (
    SELECT publisher, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day FROM spans
)
SELECT publisher, day,
    CASE
        WHEN coalesce(articles, 0) > 0 OR coalesce(new_entries, 0) > 0 THEN 'read'
        WHEN polls_read > 0 THEN 'silent'
        WHEN polls > 0 THEN 'failed'
        ELSE 'not looked'
    END AS coverage,
    coalesce(polls, 0) AS polls, coalesce(polls_read, 0) AS polls_read, coalesce(new_entries, 0) AS new_entries,
    coalesce(pages_asked, 0) AS pages_asked, coalesce(pages_had, 0) AS pages_had, coalesce(articles, 0) AS articles
FROM days
LEFT JOIN requests USING (publisher, day)
LEFT JOIN published USING (publisher, day)
ORDER BY publisher, day;
COMMENT ON VIEW mart.coverage IS 'For each outlet and day: was it read, was it silent, did every look fail, or did nobody look? Only "silent" means that it reported nothing. From the first sign of the outlet to the last day of any';
COMMENT ON COLUMN mart.coverage.publisher IS 'Outlet; the feed''s id where the feed list does not know it';
COMMENT ON COLUMN mart.coverage.day IS 'Of requests in UTC, of articles in the outlet''s zone';
COMMENT ON COLUMN mart.coverage.coverage IS 'read (articles of that day are kept, or entries were new on it), silent (looked, nothing new), failed (looked, no answer that is a feed), not looked';
COMMENT ON COLUMN mart.coverage.polls IS 'Requests for its feeds on that day';
COMMENT ON COLUMN mart.coverage.polls_read IS 'Those that gave a feed, or said that it has not changed';
COMMENT ON COLUMN mart.coverage.new_entries IS 'Entries first listed on that day';
COMMENT ON COLUMN mart.coverage.pages_asked IS 'Requests for its pages on that day';
COMMENT ON COLUMN mart.coverage.pages_had IS 'Those that gave a page';
COMMENT ON COLUMN mart.coverage.articles IS 'Articles kept that were published on that day, however they came';
