-- The rows in region by group, with their place in the order of knowledge. Times are microseconds; {ever} stands for no
-- end, and its negative for no beginning.

CREATE OR REPLACE TEMP TABLE ranked AS
SELECT group_key, row_key, is_work, fact.component, fact.incident_id, fact.article_id,
    coalesce(epoch_us(fact.known_from), -{ever}) AS start_us, coalesce(epoch_us(fact.known_to), {ever}) AS end_us,
    -- by the day: in which order the pages of one day were fetched is chance
    row_number() OVER (ORDER BY first_known NULLS FIRST, published NULLS LAST, fact.incident_id, row_key) AS rank,
    fact.ordinal = 1 AS is_main, count(*) OVER (PARTITION BY group_key) > 1 AS is_linked
FROM region
JOIN grouped USING (row_key)
JOIN core.incident_facts AS fact USING (row_key)
JOIN (
    SELECT incident_id, CASE WHEN count(known_from) = count(*) THEN min(known_from)::DATE END AS first_known
    FROM core.incident_facts
    WHERE incident_id IN (SELECT incident_id FROM core.incident_facts SEMI JOIN region USING (row_key))
    GROUP BY incident_id
) USING (incident_id)
JOIN (SELECT article_id, coalesce(published_at, published_on) AS published FROM core.articles) USING (article_id);
