-- Nothing is due any more: old_members, old_tolls and affected_events are those of all portions together.

CREATE OR REPLACE TEMP TABLE old_members AS FROM core.due_members;
CREATE OR REPLACE TEMP TABLE old_tolls AS FROM core.due_tolls;
CREATE OR REPLACE TEMP TABLE affected_events AS
SELECT event_id FROM old_members UNION SELECT event_id FROM core.memberships WHERE is_current;
DELETE FROM core.due_members;
DELETE FROM core.due_tolls;
