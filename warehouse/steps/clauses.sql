-- The clauses of the versions of affected_articles, and which articles have to be compared: decided_articles.
-- An article is compared once, as it was first seen, with what had been seen by then. So what came of it depends on what
-- was known before, never on what came after.

CREATE OR REPLACE TEMP TABLE touched_versions AS
SELECT DISTINCT version_id FROM raw.sightings SEMI JOIN affected_articles USING (article_id);

INSERT INTO core.text_clauses BY NAME
WITH clauses AS (
    SELECT version_id, unnest(list_distinct(list_filter(
            list_transform(pieces_of(text), lambda piece: clause_of(piece)), lambda clause: is_long(clause)
        ))) AS clause
    FROM core.article_versions
    -- by their place in the table: else the texts of all articles are read
    WHERE rowid IN (
        SELECT rowid FROM core.article_versions
        SEMI JOIN (FROM touched_versions ANTI JOIN core.text_clauses USING (version_id)) USING (version_id)
    )
)
SELECT md5_number_lower(clause) AS clause, version_id FROM clauses;

-- When versions with the clauses of the touched ones were first seen
CREATE OR REPLACE TEMP TABLE touched_clauses AS
WITH seen AS (
    SELECT version_id, min(coalesce(epoch_us(known_at), 0)) AS known_us
    FROM raw.sightings SEMI JOIN touched_versions USING (version_id)
    GROUP BY version_id
)
SELECT clause, min(known_us) AS from_us, max(known_us) + {window_us} AS to_us
FROM core.text_clauses JOIN seen USING (version_id)
GROUP BY clause;

CREATE OR REPLACE TEMP TABLE decided_articles AS
WITH sharing AS (
    SELECT DISTINCT version_id, from_us, to_us FROM core.text_clauses JOIN touched_clauses USING (clause)
)
SELECT DISTINCT article_id
FROM raw.sightings JOIN sharing USING (version_id)
WHERE coalesce(epoch_us(known_at), 0) BETWEEN from_us AND to_us
UNION
SELECT article_id FROM affected_articles;
