-- core.event_members from new_members and independent, and with them the reports that events are made of.

MERGE INTO core.event_members AS kept
USING (FROM new_members JOIN independent USING (event_id, article_id)) AS derived
ON kept.incident_id = derived.incident_id
WHEN MATCHED AND (kept.event_id, kept.article_id, kept.is_founder, kept.independent_source)
    IS DISTINCT FROM (derived.event_id, derived.article_id, derived.is_founder, derived.independent_source)
THEN UPDATE SET event_id = derived.event_id, article_id = derived.article_id, is_founder = derived.is_founder,
    independent_source = derived.independent_source
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE THEN DELETE;

CREATE OR REPLACE TEMP TABLE reports AS
SELECT report.*, incident.* EXCLUDE (incident_id, article_id)
FROM mart.reports AS report
JOIN core.incidents AS incident ON incident.incident_id = report.incident_id AND incident.is_current;
