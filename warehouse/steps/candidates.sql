-- holders: the versions that hold a clause with which one of decided_articles was first seen, as far as they were seen in
-- the days before; holding_articles: their articles.

CREATE OR REPLACE TEMP TABLE holders AS
WITH decided AS (
    SELECT version_id, known_us FROM births SEMI JOIN decided_articles USING (article_id)
),
decided_clauses AS (
    SELECT DISTINCT clause FROM core.text_clauses SEMI JOIN decided USING (version_id)
),
bounds AS (
    SELECT min(known_us) - {window_us} AS from_us, max(known_us) AS to_us FROM decided
),
seen AS (
    SELECT version_id FROM raw.sightings, bounds WHERE coalesce(epoch_us(known_at), 0) BETWEEN from_us AND to_us
)
SELECT clause, version_id FROM core.text_clauses SEMI JOIN decided_clauses USING (clause) SEMI JOIN seen USING (version_id);

CREATE OR REPLACE TEMP TABLE holding_articles AS
SELECT DISTINCT article_id FROM raw.sightings SEMI JOIN holders USING (version_id)
UNION
FROM decided_articles;
