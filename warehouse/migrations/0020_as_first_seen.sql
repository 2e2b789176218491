-- What an article says of itself may change with its versions: who wrote it, whose text it is, when it appeared. An answer
-- as of a day rests on what it said by then: outlet and day of report are those of the first sighting, credits are dated.

ALTER TABLE core.articles ADD COLUMN outlet VARCHAR;
COMMENT ON COLUMN core.articles.outlet IS 'Outlet, as the first sighting names it: the one that events and figures know';
ALTER TABLE core.articles ADD COLUMN reported_on DATE;
COMMENT ON COLUMN core.articles.reported_on IS 'Day of publication as the first sighting gives it, else the day of that sighting: the one that events and figures know';
ALTER TABLE core.articles ADD COLUMN reported_at TIMESTAMP;
COMMENT ON COLUMN core.articles.reported_at IS 'UTC; time of publication as the first sighting gives it, else midnight of its day, else the sighting';

CREATE TABLE core.article_credits (
    article_id VARCHAR,
    agency     VARCHAR,
    known_from TIMESTAMP,
    known_to   TIMESTAMP
);
COMMENT ON TABLE core.article_credits IS 'Which news agency an article credits, from when to when: a later version may add a credit or drop it.';
COMMENT ON COLUMN core.article_credits.article_id IS 'The article';
COMMENT ON COLUMN core.article_credits.agency IS 'Key of the agency (warehouse/linkage/agencies.toml)';
COMMENT ON COLUMN core.article_credits.known_from IS 'UTC; from when a version credits it; null where that is not known';
COMMENT ON COLUMN core.article_credits.known_to IS 'UTC; until when; null where the current version does';
