-- The components that a load touches, joined and parted anew: touched_rows, and touched_links between them.

-- Who new rows are linked with, and who a person said is the same.
INSERT INTO touched_components
SELECT DISTINCT fact.component
FROM (
    SELECT unnest([row_a, row_b]) AS row_key FROM core.event_links
    WHERE millibits > getvariable('threshold') AND (row_a IN (FROM all_changed) OR row_b IN (FROM all_changed))
)
JOIN core.incident_facts AS fact USING (row_key)
WHERE fact.component IS NOT NULL
UNION
SELECT component FROM core.incident_facts
JOIN (SELECT unnest([incident_a, incident_b]) AS incident_id FROM raw.judgements) USING (incident_id)
WHERE component IS NOT NULL;

CREATE OR REPLACE TEMP TABLE touched_keys AS
SELECT row_key FROM core.incident_facts
WHERE component IS NULL OR component IN (FROM touched_components);

CREATE OR REPLACE TEMP TABLE joining_links AS
SELECT row_a, row_b FROM core.event_links
SEMI JOIN touched_keys AS a ON a.row_key = row_a
SEMI JOIN touched_keys AS b ON b.row_key = row_b
WHERE millibits > getvariable('threshold')
UNION ALL
SELECT least(a.row_key, b.row_key), greatest(a.row_key, b.row_key)
FROM raw.judgements
JOIN core.incident_facts AS a ON a.incident_id = incident_a
JOIN core.incident_facts AS b ON b.incident_id = incident_b;
