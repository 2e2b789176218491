-- What stands in an outlet's articles again and again, as the lines below each of them, says nothing of an attack: a clause
-- counts for the first five articles of an outlet that held it, as they became known, and for no later one.
-- Table standing_clauses (article_id, clause): those that do not count, of the articles in facts_articles. These are
-- affected_articles and the later ones that an affected article pushes from the fifth place to the sixth.

CREATE OR REPLACE TEMP TABLE facts_articles AS SELECT DISTINCT article_id FROM affected_articles;

CREATE OR REPLACE TEMP MACRO holders_of(articles) AS TABLE
WITH wanted AS (
    SELECT DISTINCT clause
    FROM core.text_clauses
    SEMI JOIN (SELECT version_id FROM raw.sightings SEMI JOIN query_table(articles) USING (article_id)) USING (version_id)
),
held AS (
    SELECT clause, version_id FROM core.text_clauses SEMI JOIN wanted USING (clause)
    QUALIFY count(*) OVER (PARTITION BY clause) > 5
),
seen AS (
    SELECT clause, coalesce(alias.article_id, sighting.article_id) AS article_id,
        min(coalesce(epoch_us(sighting.known_at), 0)) AS known_us
    FROM held
    JOIN raw.sightings AS sighting USING (version_id)
    LEFT JOIN core.article_aliases AS alias ON alias.alias_id = sighting.article_id
    GROUP BY ALL
)
SELECT clause, article_id, row_number() OVER line AS place,
    coalesce(sum((article_id IN (FROM affected_articles))::INTEGER) OVER (line ROWS UNBOUNDED PRECEDING), 0) AS affected_until
FROM seen
JOIN (SELECT article_id, nullif(core.folded(outlet), '') AS outlet FROM core.articles) USING (article_id)
WHERE outlet IS NOT NULL
WINDOW line AS (PARTITION BY outlet, clause ORDER BY known_us, article_id);

CREATE OR REPLACE TEMP TABLE held_clauses AS FROM holders_of('affected_articles') WHERE place > 5;
INSERT INTO facts_articles
SELECT DISTINCT article_id
FROM held_clauses
WHERE place - affected_until <= 5 AND article_id NOT IN (FROM facts_articles);

CREATE OR REPLACE TEMP TABLE standing_clauses AS
SELECT article_id, clause FROM held_clauses SEMI JOIN facts_articles USING (article_id)
UNION
-- the other clauses of the later ones
SELECT article_id, clause
FROM holders_of('facts_articles')
WHERE place > 5 AND article_id NOT IN (FROM affected_articles) AND article_id IN (FROM facts_articles);
DROP TABLE held_clauses;
