-- From found_stays to affected_events and their members: the temporary table stays (event_id, row_key, article_id,
-- start_us, end_us). The rows in touched_keys are placed anew.

CREATE OR REPLACE TEMP TABLE placed AS
SELECT core.event_id_of(founder.incident_id) AS event_id, stay.row_key, start_us, end_us
FROM found_stays AS stay
JOIN core.incident_facts AS founder ON founder.row_key = stay.founder;

CREATE OR REPLACE TEMP TABLE affected_events AS
SELECT DISTINCT event_id FROM core.memberships
WHERE row_key IN (FROM touched_keys) OR row_key IN (FROM all_changed)  -- these hold those that are gone too
    OR article_id IN (FROM changed_reprints)
UNION
SELECT DISTINCT event_id FROM placed;

CREATE OR REPLACE TEMP TABLE old_members AS
SELECT event_id, incident_id, article_id FROM core.memberships SEMI JOIN affected_events USING (event_id) WHERE is_current;

CREATE OR REPLACE TEMP TABLE old_tolls AS
SELECT event_id, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM core.events SEMI JOIN affected_events USING (event_id);

CREATE OR REPLACE TEMP TABLE stays AS
SELECT event_id, row_key, article_id, start_us, end_us
FROM (
    FROM placed
    UNION ALL
    -- rows that this load leaves alone, in events that it changes
    SELECT event_id, row_key, coalesce(epoch_us(known_from), -{ever}), coalesce(epoch_us(known_to), {ever})
    FROM core.memberships
    SEMI JOIN affected_events USING (event_id)
    ANTI JOIN touched_keys USING (row_key)
)
JOIN (SELECT row_key, article_id FROM core.incident_facts) USING (row_key);

-- Articles of one event with one text: each reprints the other, or both a third.
CREATE OR REPLACE TEMP TABLE reprints AS
WITH text AS (
    SELECT DISTINCT event_id, article_id, coalesce(reprint.original, article_id) AS original
    FROM stays
    LEFT JOIN core.reprints AS reprint ON reprint.article_b = article_id
)
SELECT a.event_id, a.article_id AS article_a, b.article_id AS article_b
FROM text AS a
JOIN text AS b ON a.event_id = b.event_id AND a.original = b.original AND a.article_id < b.article_id;
