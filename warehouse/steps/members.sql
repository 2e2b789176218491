-- From clusters to events: founder, id, members. The temporary table `clustered` comes from linkage.

CREATE OR REPLACE TEMP TABLE new_members AS
-- The founder is in the article published first: the order in which pages were fetched is chance.
WITH founders AS (
    SELECT cluster_id, incident_id AS founder
    FROM clustered
    JOIN (SELECT incident_id, article_id FROM core.incidents WHERE is_current) USING (incident_id)
    JOIN core.articles AS article USING (article_id)
    QUALIFY row_number() OVER (
        PARTITION BY cluster_id
        ORDER BY coalesce(article.published_at, article.published_on, article.first_known_at) NULLS LAST, incident_id
    ) = 1
)
SELECT core.event_id_of(founder) AS event_id, incident_id, article_id, incident_id = founder AS is_founder
FROM clustered
JOIN founders USING (cluster_id)
JOIN (SELECT incident_id, article_id FROM core.incidents WHERE is_current) USING (incident_id);

-- Articles of one event that share most sentences: one of them reprints the other, whole or shortened.
CREATE OR REPLACE TEMP TABLE reprints AS
WITH sentence AS (
    SELECT DISTINCT event_id, article_id, len(sentence_digests) AS sentences, unnest(sentence_digests) AS digest
    FROM new_members
    JOIN core.article_versions AS version USING (article_id)
    WHERE version.is_current
)
SELECT a.event_id, a.article_id AS article_a, b.article_id AS article_b
FROM sentence AS a
JOIN sentence AS b ON a.event_id = b.event_id AND a.digest = b.digest AND a.article_id < b.article_id
GROUP BY ALL
HAVING count(*) >= 0.6 * least(any_value(a.sentences), any_value(b.sentences));

CREATE OR REPLACE TEMP TABLE old_members AS SELECT event_id, incident_id FROM core.event_members;
CREATE OR REPLACE TEMP TABLE old_tolls AS
SELECT event_id, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high FROM core.events;
