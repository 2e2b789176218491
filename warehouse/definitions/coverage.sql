-- Coverage says what was looked at, and not what came: how far each answer of a feed reaches back, which pages were had, and
-- on which days most of the outlets that report on a country were read. Only there is no event a zero.

CREATE MACRO core.reaches_back(outcome, entries, new_entries) AS coalesce(
    outcome = 'not_modified'
    -- a document of which much is new may have lost entries that came and went; one that lists nothing tells nothing
    OR (entries IS DISTINCT FROM 0 AND (new_entries = 0 OR 3 * new_entries <= 2 * entries OR (new_entries <= 5 AND new_entries < entries))),
    false
);
COMMENT ON MACRO core.reaches_back IS 'Whether an answer of a feed shows all that was listed since its last one: enough of what it lists was listed before';

CREATE MACRO core.coverage_at(known_at) AS TABLE
WITH request AS (
    SELECT coalesce(feed.publisher, asked.feed_id) AS publisher, asked.feed_id, asked.fetch_id, asked.kind, asked.url, asked.outcome,
        asked.entries, asked.new_entries, coalesce(asked.new_pages, asked.new_entries) AS new_pages, asked.outcome IN ('ok', 'not_modified') AS is_had,
        -- days are those of the outlet
        asked.fetched_at AT TIME ZONE 'UTC' AT TIME ZONE coalesce(feed.zone, 'UTC') AS asked_at,
        coalesce(feed.is_listed, false) AS is_listed
    FROM raw.fetches AS asked
    LEFT JOIN raw.feeds AS feed ON feed.feed_id = asked.feed_id
    WHERE asked.feed_id IS NOT NULL AND (known_at IS NULL OR asked.fetched_at <= known_at::TIMESTAMP)
),
asked_on AS (
    SELECT publisher, asked_at::DATE AS "day",
        count(*) FILTER (WHERE kind = 'feed') AS polls,
        count(*) FILTER (WHERE kind = 'feed' AND is_had) AS polls_read,
        coalesce(sum(new_entries) FILTER (WHERE kind = 'feed'), 0)::BIGINT AS new_entries,
        count(*) FILTER (WHERE kind = 'article') AS pages_asked,
        count(*) FILTER (WHERE kind = 'article' AND is_had) AS pages_had
    FROM request
    GROUP BY ALL
),
page AS (
    SELECT publisher, min(asked_at)::DATE AS "day", bool_or(is_had) AS is_had,
        NOT bool_or(is_had OR outcome IN ('gone', 'no_text')) AS is_lost, bool_or(outcome = 'no_text') AND NOT bool_or(is_had) AS is_wordless
    FROM request
    WHERE kind = 'article'
    GROUP BY publisher, url
),
missed AS (
    SELECT publisher, "day", count(*) FILTER (WHERE is_lost) AS pages_lost,
        count(*) FILTER (WHERE is_wordless) > count(*) FILTER (WHERE is_had) AS is_mostly_wordless
    FROM page
    GROUP BY ALL
),
-- A pull asks for the pages of what a feed lists after it, at midnight on the next day; those that wait for a later pull are in
-- no log. So the pages first asked for after the answers of a day are counted against those that the answers made due.
dated AS (
    SELECT publisher, feed_id, kind, url, new_pages,
        coalesce(max(asked_at) FILTER (WHERE kind = 'feed' AND is_had) OVER (PARTITION BY publisher, feed_id ORDER BY asked_at), asked_at)::DATE AS "day"
    FROM request
),
due AS (
    SELECT publisher, feed_id, "day", coalesce(new_pages, 0) AS pages FROM dated WHERE kind = 'feed'
    UNION ALL
    SELECT publisher, feed_id, min("day") AS "day", -1 AS pages FROM dated WHERE kind = 'article' GROUP BY publisher, feed_id, url
),
unasked AS (
    SELECT publisher, "day", sum(pages)::BIGINT AS pages
    FROM (SELECT publisher, feed_id, "day", greatest(sum(pages), 0) AS pages FROM due GROUP BY ALL)
    GROUP BY ALL
),
-- Answers that reach back to the one before make one stretch of time that was looked at.
answer AS (
    SELECT publisher, feed_id, asked_at, new_entries, core.reaches_back(outcome, entries, new_entries) AS reaches_back,
        lag(asked_at, 1, asked_at) OVER looks AS asked_before,
        sum((NOT core.reaches_back(outcome, entries, new_entries))::INTEGER) OVER looks AS stretch
    FROM request
    WHERE kind = 'feed' AND is_had
    WINDOW looks AS (PARTITION BY publisher, feed_id ORDER BY asked_at, fetch_id)
),
-- What an answer lists for the first time was published since the one before; what the first look lists is of many days.
news AS (
    SELECT DISTINCT publisher, unnest(generate_series(asked_before::DATE, asked_at::DATE, INTERVAL 1 DAY))::DATE AS "day"
    FROM answer
    WHERE reaches_back AND new_entries > 0
),
stretch AS (
    SELECT publisher, feed_id, min(asked_at) AS begins, max(asked_at) AS ends
    FROM answer
    GROUP BY publisher, feed_id, stretch
),
looked AS (
    SELECT publisher, feed_id, "day",
        sum(epoch(least(ends, "day"::TIMESTAMP + INTERVAL 1 DAY) - greatest(begins, "day"::TIMESTAMP))) >= 86400 AS is_whole
    FROM (
        SELECT *, unnest(generate_series(begins::DATE, ends::DATE, INTERVAL 1 DAY))::DATE AS "day"
        FROM stretch
    )
    GROUP BY ALL
),
published AS (
    SELECT coalesce(feed.publisher, article.publisher) AS publisher,
        coalesce(article.reported_on, article.published_on, article.published_at::DATE) AS "day", count(*) AS articles
    FROM core.articles AS article
    LEFT JOIN raw.feeds AS feed ON feed.feed_id = article.feed_id
    WHERE coalesce(feed.publisher, article.publisher) IS NOT NULL
        AND (known_at IS NULL OR article.first_known_at IS NULL OR article.first_known_at <= known_at::TIMESTAMP)
    GROUP BY ALL
),
signs AS (
    SELECT publisher, "day" FROM asked_on
    UNION ALL
    SELECT publisher, "day" FROM published WHERE "day" IS NOT NULL
),
ends AS (
    SELECT (SELECT min("day") FROM asked_on) AS first_asked, (SELECT max("day") FROM signs) AS last_day
),
spans AS (
    SELECT publisher, min("day") AS first_day, any_value(last_day) AS last_day FROM signs, ends GROUP BY publisher
    UNION ALL
    -- of an outlet that was never asked, the days on which others were
    SELECT publisher, first_asked, last_day
    FROM (SELECT DISTINCT publisher FROM raw.feeds WHERE is_listed) ANTI JOIN signs USING (publisher), ends
    WHERE first_asked IS NOT NULL
),
days AS (
    SELECT publisher, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS "day" FROM spans
),
-- A feed counts from its first poll on, while it is listed or asked.
feed_days AS (
    SELECT publisher, feed_id, unnest(generate_series(first_day, last_asked, INTERVAL 1 DAY))::DATE AS "day"
    FROM (
        SELECT publisher, feed_id, min(asked_at)::DATE AS first_day,
            CASE WHEN bool_or(is_listed) THEN any_value(ends.last_day) ELSE max(asked_at)::DATE END AS last_asked
        FROM request, ends
        WHERE kind = 'feed'
        GROUP BY publisher, feed_id
    )
),
by_feeds AS (
    SELECT feed_days.publisher, feed_days."day", count(*) AS feeds, count(*) FILTER (WHERE looked.is_whole) AS feeds_whole,
        count(looked.is_whole) > 0 AS is_looked_at
    FROM feed_days
    LEFT JOIN looked ON looked.publisher = feed_days.publisher AND looked.feed_id = feed_days.feed_id AND looked."day" = feed_days."day"
    GROUP BY ALL
),
told AS (
    SELECT days.publisher, days."day", coalesce(polls, 0) AS polls, coalesce(polls_read, 0) AS polls_read,
        coalesce(new_entries, 0) AS new_entries, news."day" IS NOT NULL AS has_news, coalesce(pages_asked, 0) AS pages_asked, coalesce(pages_had, 0) AS pages_had,
        coalesce(missed.pages_lost, 0) AS pages_lost, coalesce(articles, 0) AS articles, coalesce(feeds, 0) AS feeds,
        coalesce(feeds_whole, 0) AS feeds_whole, coalesce(is_looked_at, false) AS is_looked_at,
        coalesce(unasked.pages, 0) AS pages_unasked,
        -- a page that was never had, or not asked for, may be of the day before it was listed
        coalesce(missed.pages_lost, 0) + coalesce(after.pages_lost, 0) + coalesce(unasked.pages, 0) + coalesce(unasked_after.pages, 0) = 0 AND NOT coalesce(missed.is_mostly_wordless, false) AS has_pages
    FROM days
    LEFT JOIN asked_on ON asked_on.publisher = days.publisher AND asked_on."day" = days."day"
    LEFT JOIN missed ON missed.publisher = days.publisher AND missed."day" = days."day"
    LEFT JOIN missed AS after ON after.publisher = days.publisher AND after."day" = days."day" + 1
    LEFT JOIN unasked ON unasked.publisher = days.publisher AND unasked."day" = days."day"
    LEFT JOIN unasked AS unasked_after ON unasked_after.publisher = days.publisher AND unasked_after."day" = days."day" + 1
    LEFT JOIN news ON news.publisher = days.publisher AND news."day" = days."day"
    LEFT JOIN published ON published.publisher = days.publisher AND published."day" = days."day"
    LEFT JOIN by_feeds ON by_feeds.publisher = days.publisher AND by_feeds."day" = days."day"
)
SELECT told.publisher, told."day",
    CASE
        WHEN feeds > 0 AND feeds_whole = feeds AND has_pages THEN if(articles > 0 OR pages_had > 0 OR has_news, 'read', 'silent')
        WHEN articles > 0 OR pages_had > 0 THEN 'partly'
        WHEN pages_lost > 0 THEN 'failed'
        WHEN is_looked_at OR polls_read > 0 OR pages_asked > 0 THEN 'partly'
        WHEN polls > 0 THEN 'failed'
        ELSE 'not looked'
    END AS coverage,
    polls, polls_read, new_entries, pages_asked, pages_had, articles, feeds, feeds_whole, pages_lost, pages_unasked
FROM told;
COMMENT ON MACRO TABLE core.coverage_at IS 'mart.coverage, as far as was asked and told by a time (all, where it is null)';

CREATE VIEW core.computed_reporting AS
SELECT told.country, told.publisher,
    -- reports that stand until one time stand from the first of them on
    nullif(min(coalesce(told.known_from, '-infinity'::TIMESTAMP)), '-infinity'::TIMESTAMP) AS known_from, told.known_to, told.is_current
FROM (
    SELECT unnest(list_concat(list_distinct(list_transform(incident.places, lambda place: place.country)), [NULL::VARCHAR])) AS country,
        coalesce(feed.publisher, article.publisher) AS publisher, incident.known_from, incident.known_to, incident.is_current
    FROM core.incidents AS incident
    JOIN core.articles AS article ON article.article_id = incident.article_id
    LEFT JOIN raw.feeds AS feed ON feed.feed_id = article.feed_id
) AS told
GROUP BY ALL;
COMMENT ON VIEW core.computed_reporting IS 'Which outlets told of attacks in which country, and while which times of knowledge their reports stood';
COMMENT ON COLUMN core.computed_reporting.country IS 'ISO 3166-1 alpha-2; null: any';
COMMENT ON COLUMN core.computed_reporting.publisher IS 'An outlet that told of an attack there';
COMMENT ON COLUMN core.computed_reporting.known_from IS 'UTC; since when; null: since ever';
COMMENT ON COLUMN core.computed_reporting.known_to IS 'UTC; until when its reports stood; null while they do';
COMMENT ON COLUMN core.computed_reporting.is_current IS 'Whether they stand now';

CREATE VIEW core.reporting AS FROM core.computed_reporting;
COMMENT ON VIEW core.reporting IS 'core.computed_reporting; in a snapshot, as it keeps it';
COMMENT ON COLUMN core.reporting.country IS 'ISO 3166-1 alpha-2; null: any';
COMMENT ON COLUMN core.reporting.publisher IS 'An outlet that told of an attack there';
COMMENT ON COLUMN core.reporting.known_from IS 'UTC; since when; null: since ever';
COMMENT ON COLUMN core.reporting.known_to IS 'UTC; until when its reports stood; null while they do';
COMMENT ON COLUMN core.reporting.is_current IS 'Whether they stand now';

CREATE MACRO core.computed_days_read(country, known_at) AS TABLE
WITH reporting AS (
    SELECT told.publisher
    FROM core.reporting AS told
    WHERE told.country IS NOT DISTINCT FROM country AND core.stood_at(told.known_from, told.known_to, told.is_current, known_at)
    UNION
    SELECT feed.publisher FROM raw.feeds AS feed WHERE feed.is_listed AND (country IS NULL OR feed.country = country)
)
SELECT looked."day", sum(looked.articles)::BIGINT AS articles, count(reporting.publisher) AS outlets,
    count(reporting.publisher) FILTER (WHERE looked.coverage IN ('read', 'silent')) AS outlets_read,
    2 * count(reporting.publisher) FILTER (WHERE looked.coverage IN ('read', 'silent')) > count(reporting.publisher) AS is_read
FROM core.coverage_at(known_at) AS looked
LEFT JOIN reporting ON reporting.publisher = looked.publisher
GROUP BY ALL;
COMMENT ON MACRO TABLE core.computed_days_read IS 'core.days_read, reckoned from what was asked and told';

CREATE MACRO core.days_read(country, known_at) AS TABLE
FROM core.computed_days_read(country, known_at);
COMMENT ON MACRO TABLE core.days_read IS 'For each day: the articles of any subject, how many outlets report on a country (any, where it is null), how many of them were read or silent on that day (mart.coverage), and is_read: whether these are most of them. An outlet reports on the country that it is of, and on those of which it ever told an attack, and counts from the first day on which it was asked or heard. Only of a day that was read is "no event" a zero';

CREATE VIEW mart.coverage AS FROM core.coverage_at(NULL) ORDER BY publisher, "day";
COMMENT ON VIEW mart.coverage IS 'For each outlet and day: was it read, was it silent, was a part of it read, did every look fail, or did nobody look? Only "silent" means that it reported nothing. From the first sign of the outlet to the last day of any';
COMMENT ON COLUMN mart.coverage.publisher IS 'Outlet; the feed''s id where the feed list does not know it';
COMMENT ON COLUMN mart.coverage.day IS 'In the outlet''s zone';
COMMENT ON COLUMN mart.coverage.coverage IS 'read (each of its feeds was looked at for the whole day, no page was lost on it or on the next, and for as many pages as the feeds listed anew on these two days it was asked), silent (the same, and nothing was new), partly (some of that, or articles came that no feed was asked for), failed (asked, and nothing came), not looked. A look reaches back to the one before where enough of what it lists was listed then; the first look at a feed reaches nowhere';
COMMENT ON COLUMN mart.coverage.polls IS 'Requests for its feeds on that day; where our own network was down there were none';
COMMENT ON COLUMN mart.coverage.polls_read IS 'Those that gave a feed, or said that it has not changed';
COMMENT ON COLUMN mart.coverage.new_entries IS 'Entries first listed on that day';
COMMENT ON COLUMN mart.coverage.pages_asked IS 'Requests for its pages on that day';
COMMENT ON COLUMN mart.coverage.pages_had IS 'Those that gave a page with a text';
COMMENT ON COLUMN mart.coverage.articles IS 'Articles kept that were published on that day, however they came';
COMMENT ON COLUMN mart.coverage.feeds IS 'Its feeds that count on that day: from the first poll on, while they are listed or asked';
COMMENT ON COLUMN mart.coverage.feeds_whole IS 'Those that were looked at for the whole day';
COMMENT ON COLUMN mart.coverage.pages_lost IS 'Pages first asked for on that day and never had: blocked, refused or failed. They may be of that day or of the one before; pages that are gone count for nothing';
COMMENT ON COLUMN mart.coverage.pages_unasked IS 'How many more pages its feeds listed anew on that day than were asked for, for the first time, between that and the feed''s next answer of another day: they wait for a later pull. A count and no list: a page of an earlier day, or of a backfill, that was asked for then stands for one of that day. They may be of that day or of the one before';

CREATE VIEW mart.polls AS
SELECT coalesce(feed.publisher, poll.feed_id) AS publisher, poll.feed_id, poll.fetched_at AS polled_at, poll.outcome,
    poll.outcome IN ('ok', 'not_modified') AS is_read, poll.http_status, poll.detail, poll.entries, poll.new_entries,
    poll.body_bytes, poll.url, poll.final_url, poll.fetch_id
FROM raw.fetches AS poll
LEFT JOIN raw.feeds AS feed USING (feed_id)
WHERE poll.kind = 'feed';
COMMENT ON VIEW mart.polls IS 'One row for each poll of a feed: when, which, and with what result.';
COMMENT ON COLUMN mart.polls.publisher IS 'Outlet; the feed''s id where the feed list does not know it';
COMMENT ON COLUMN mart.polls.polled_at IS 'UTC';
COMMENT ON COLUMN mart.polls.outcome IS 'ok, not_modified, blocked, gone, failed, not_a_feed, refused';
COMMENT ON COLUMN mart.polls.is_read IS 'Whether the answer was a feed, or that it has not changed';
COMMENT ON COLUMN mart.polls.entries IS 'Entries listed; null where no document came';
COMMENT ON COLUMN mart.polls.new_entries IS 'Entries never seen before';
COMMENT ON COLUMN mart.polls.body_bytes IS 'Size of the body';
COMMENT ON COLUMN mart.polls.url IS 'Address asked';
COMMENT ON COLUMN mart.polls.final_url IS 'Address after redirects';
COMMENT ON COLUMN mart.polls.fetch_id IS 'Key';

CREATE VIEW mart.feeds AS
SELECT feed_id, arg_max(url, fetched_at) AS url, max(fetched_at) AS last_asked_at,
    arg_max(outcome, fetched_at) AS outcome, arg_max_null(http_status, fetched_at) AS http_status,
    arg_max_null(detail, fetched_at) AS detail,
    max(fetched_at) FILTER (WHERE outcome IN ('ok', 'not_modified')) AS last_ok_at,
    count(*) AS polls, arg_max(entries, fetched_at) AS entries, coalesce(sum(new_entries), 0)::BIGINT AS new_entries
FROM raw.fetches
WHERE kind = 'feed'
GROUP BY feed_id;
COMMENT ON VIEW mart.feeds IS 'Each feed and what came of the last request for it.';
COMMENT ON COLUMN mart.feeds.url IS 'Address asked';
COMMENT ON COLUMN mart.feeds.last_asked_at IS 'UTC; last request';
COMMENT ON COLUMN mart.feeds.outcome IS 'What came of it: ok, not_modified, blocked, gone, failed, not_a_feed, refused';
COMMENT ON COLUMN mart.feeds.last_ok_at IS 'UTC; last answer that was a feed or unchanged';
COMMENT ON COLUMN mart.feeds.polls IS 'Requests in all';
COMMENT ON COLUMN mart.feeds.entries IS 'Entries in the last answer';
COMMENT ON COLUMN mart.feeds.new_entries IS 'Entries never seen before, over all requests';

CREATE VIEW mart.snapshot AS
SELECT published_at, source_database, code_version, articles, claims, events
FROM raw.snapshots;
COMMENT ON VIEW mart.snapshot IS 'In a published snapshot: when and from what it was made. Empty in the live database.';
COMMENT ON COLUMN mart.snapshot.published_at IS 'UTC';
COMMENT ON COLUMN mart.snapshot.source_database IS 'File name of the live database';
COMMENT ON COLUMN mart.snapshot.code_version IS 'Version of Tollwatch that published it';
COMMENT ON COLUMN mart.snapshot.articles IS 'Articles in it';
COMMENT ON COLUMN mart.snapshot.claims IS 'Current claims in it';
COMMENT ON COLUMN mart.snapshot.events IS 'Events in it';
