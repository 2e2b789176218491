-- What each reading of affected_articles says, under the names by which core knows articles and incidents.

CREATE OR REPLACE TEMP TABLE named_claims AS
SELECT r.* REPLACE (coalesce(name.incident_id, r.incident_id) AS incident_id)
FROM raw.claims AS r
SEMI JOIN affected_articles USING (article_id)
LEFT JOIN lasting_names AS name ON name.reading_id = r.reading_id AND name.told_as = r.incident_id;

CREATE OR REPLACE TEMP TABLE named_incidents AS
SELECT r.* REPLACE (coalesce(name.incident_id, r.incident_id) AS incident_id)
FROM raw.incidents AS r
SEMI JOIN affected_articles USING (article_id)
LEFT JOIN lasting_names AS name ON name.reading_id = r.reading_id AND name.told_as = r.incident_id;
