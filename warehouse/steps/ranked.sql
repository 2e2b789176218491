-- The rows in touched_keys by component, with their place in the order of knowledge; found_stays of those that no link
-- joins to any other. Times are microseconds; {ever} stands for no end, and its negative for no beginning.

CREATE OR REPLACE TEMP TABLE ranked AS
SELECT fact.component, row_key, fact.incident_id, fact.article_id,
    coalesce(epoch_us(fact.known_from), -{ever}) AS start_us, coalesce(epoch_us(fact.known_to), {ever}) AS end_us,
    -- by the day: in which order the pages of one day were fetched is chance
    row_number() OVER (ORDER BY first_known NULLS FIRST, published NULLS LAST, fact.incident_id, row_key) AS rank,
    fact.ordinal = 1 AS is_main,
    -- the day, where a fresh report names one: days since 1970, as the day of the report
    CASE WHEN is_firm AND reported_on - last_day <= 3 THEN epoch(first_day)::BIGINT // 86400 END AS day,
    epoch(reported_on)::BIGINT // 86400 AS reported, outlet, count(*) OVER (PARTITION BY fact.component) > 1 AS is_linked
FROM core.incident_facts AS fact
SEMI JOIN touched_keys USING (row_key)
JOIN (
    SELECT incident_id, CASE WHEN count(known_from) = count(*) THEN min(known_from)::DATE END AS first_known
    FROM core.incident_facts
    WHERE incident_id IN (SELECT incident_id FROM core.incident_facts SEMI JOIN touched_keys USING (row_key))
    GROUP BY incident_id
) USING (incident_id)
JOIN (SELECT article_id, reported_at AS published FROM core.articles) USING (article_id);

CREATE OR REPLACE TEMP TABLE found_stays AS
SELECT row_key, row_key AS founder, start_us, end_us FROM ranked WHERE NOT is_linked;
