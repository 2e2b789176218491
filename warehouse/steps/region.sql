-- region: the rows in work_keys, which are placed anew, and beside them the rows of the components that links lead to;
-- joining_links: the links between these that speak for one attack, and what a person judged.

CREATE OR REPLACE TEMP TABLE judged_rows AS
SELECT DISTINCT least(a.row_key, b.row_key) AS row_a, greatest(a.row_key, b.row_key) AS row_b
FROM raw.judgements
JOIN core.incident_facts AS a ON a.incident_id = incident_a
JOIN core.incident_facts AS b ON b.incident_id = incident_b;

CREATE OR REPLACE TEMP TABLE region AS
WITH ends AS (
    SELECT row_b AS row_key FROM core.event_links SEMI JOIN work_keys ON work_keys.row_key = row_a
    WHERE millibits > getvariable('threshold')
    UNION ALL
    SELECT row_a FROM core.event_links SEMI JOIN work_keys ON work_keys.row_key = row_b
    WHERE millibits > getvariable('threshold')
    UNION ALL
    SELECT row_b FROM judged_rows SEMI JOIN work_keys ON work_keys.row_key = row_a
    UNION ALL
    SELECT row_a FROM judged_rows SEMI JOIN work_keys ON work_keys.row_key = row_b
),
beside AS (
    SELECT DISTINCT component
    FROM core.incident_facts SEMI JOIN (FROM ends ANTI JOIN work_keys USING (row_key)) USING (row_key)
)
SELECT row_key, true AS is_work FROM work_keys
UNION ALL
SELECT row_key, false FROM core.incident_facts ANTI JOIN work_keys USING (row_key) WHERE component IN (FROM beside);

CREATE OR REPLACE TEMP TABLE joining_links AS
FROM (
    SELECT row_a, row_b FROM core.event_links WHERE millibits > getvariable('threshold')
    UNION ALL
    FROM judged_rows
)
SEMI JOIN region AS a ON a.row_key = row_a
SEMI JOIN region AS b ON b.row_key = row_b;
