-- touched_keys: the rows of the components that a load touches.

-- Who new rows are linked with, and who a person judged.
INSERT INTO touched_components
SELECT DISTINCT fact.component
FROM (
    SELECT row_b AS row_key FROM core.event_links SEMI JOIN changed_rows AS changed ON changed.row_key = row_a
    WHERE millibits > getvariable('threshold')
    UNION ALL
    SELECT row_a FROM core.event_links SEMI JOIN changed_rows AS changed ON changed.row_key = row_b
    WHERE millibits > getvariable('threshold')
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
