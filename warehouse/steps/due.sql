-- All of affected_articles are due; what stands now is kept for the history, unless an earlier one is still to be told.

CREATE OR REPLACE TEMP TABLE is_untold AS SELECT count(*) = 0 AS is_first FROM core.due_articles;
INSERT INTO core.due_members
SELECT event_id, incident_id, article_id FROM core.memberships
WHERE is_current AND (SELECT is_first FROM is_untold);
INSERT INTO core.due_tolls
SELECT event_id, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high FROM core.events
WHERE (SELECT is_first FROM is_untold);

MERGE INTO core.due_articles
USING (
    SELECT article_id, min(known_at) AS known_from FROM raw.sightings SEMI JOIN affected_articles USING (article_id)
    GROUP BY article_id
) AS affected USING (article_id)
WHEN NOT MATCHED THEN INSERT BY NAME;
