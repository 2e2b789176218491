-- From found_stays to affected_events and their members: the temporary table stays (event_id, row_key, article_id,
-- start_us, end_us). The rows in touched_keys are placed anew.

CREATE OR REPLACE TEMP TABLE placed AS
SELECT core.event_id_of(founder.incident_id) AS event_id, stay.row_key, start_us, end_us
FROM found_stays AS stay
JOIN core.incident_facts AS founder ON founder.row_key = stay.founder;

-- Which rows come into an event, or into another one, when
CREATE OR REPLACE TEMP TABLE moved_rows AS
WITH old_turns AS (
    SELECT row_key, event_id, coalesce(epoch_us(known_from), -{ever}) AS start_us
    FROM core.memberships SEMI JOIN touched_keys USING (row_key)
    -- a change of source is none of the event
    QUALIFY event_id IS DISTINCT FROM lag(event_id) OVER (PARTITION BY row_key ORDER BY known_from NULLS FIRST)
),
new_turns AS (
    SELECT row_key, event_id, start_us FROM placed
    QUALIFY event_id IS DISTINCT FROM lag(event_id) OVER (PARTITION BY row_key ORDER BY start_us)
)
SELECT DISTINCT row_key
FROM ((FROM old_turns EXCEPT FROM new_turns) UNION ALL (FROM new_turns EXCEPT FROM old_turns));
INSERT INTO moved_rows SELECT row_key FROM changed_rows;

-- What a load touches and leaves as it was is not written again.
CREATE OR REPLACE TEMP TABLE affected_events AS
SELECT DISTINCT event_id FROM core.memberships
WHERE row_key IN (FROM moved_rows)  -- holds those that are gone too
    OR article_id IN (FROM changed_reprints)
    -- an incident that comes to another event than before was the former's until now
    OR incident_id IN (SELECT incident_id FROM core.incident_facts SEMI JOIN moved_rows USING (row_key))
UNION
SELECT DISTINCT event_id FROM placed WHERE row_key IN (FROM moved_rows);

CREATE OR REPLACE TEMP TABLE old_members AS
SELECT event_id, incident_id, article_id FROM core.memberships SEMI JOIN affected_events USING (event_id) WHERE is_current;

CREATE OR REPLACE TEMP TABLE old_tolls AS
SELECT event_id, killed_low, killed_best, killed_high, injured_low, injured_best, injured_high
FROM core.events SEMI JOIN affected_events USING (event_id);

CREATE OR REPLACE TEMP TABLE stays AS
SELECT event_id, row_key, article_id, start_us, end_us
FROM (
    FROM placed SEMI JOIN affected_events USING (event_id)
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
