-- What is derived anew is so in portions: which articles are still to come, and what stood before the first of them.

CREATE TABLE core.due_articles (
    article_id VARCHAR,
    known_from TIMESTAMP
);
COMMENT ON TABLE core.due_articles IS 'Articles that are yet to be derived anew, by other rules or because a load brought very many. While there are any, core holds old and new side by side and is not published; the next load goes on from here.';
COMMENT ON COLUMN core.due_articles.article_id IS 'The article, by one of its addresses';
COMMENT ON COLUMN core.due_articles.known_from IS 'UTC; when it was first seen: in this order they come; null where that is not known';

CREATE TABLE core.due_members (
    event_id    VARCHAR,
    incident_id VARCHAR,
    article_id  VARCHAR
);
COMMENT ON TABLE core.due_members IS 'Who was in which event before the articles of core.due_articles were derived anew; from this core.event_history is told once none is due.';
COMMENT ON COLUMN core.due_members.event_id IS 'The event';
COMMENT ON COLUMN core.due_members.incident_id IS 'The incident';
COMMENT ON COLUMN core.due_members.article_id IS 'Its article';

CREATE TABLE core.due_tolls (
    event_id     VARCHAR,
    killed_low   BIGINT,
    killed_best  BIGINT,
    killed_high  BIGINT,
    injured_low  BIGINT,
    injured_best BIGINT,
    injured_high BIGINT
);
COMMENT ON TABLE core.due_tolls IS 'The figures of the events of core.due_members as they were.';
COMMENT ON COLUMN core.due_tolls.event_id IS 'The event';
COMMENT ON COLUMN core.due_tolls.killed_low IS 'Least number killed';
COMMENT ON COLUMN core.due_tolls.killed_best IS 'Number killed';
COMMENT ON COLUMN core.due_tolls.killed_high IS 'Greatest number killed';
COMMENT ON COLUMN core.due_tolls.injured_low IS 'Least number injured';
COMMENT ON COLUMN core.due_tolls.injured_best IS 'Number injured';
COMMENT ON COLUMN core.due_tolls.injured_high IS 'Greatest number injured';

COMMENT ON COLUMN core.incident_facts.component IS 'Least row_key of the rows that had to do with each other as clusters grew: these could have been one cluster, or were judged together. No cluster reaches across two components';
