-- core.memberships of affected_events from sourced_stays (event_id, row_key, independent_source, start_us, end_us).

CREATE OR REPLACE TEMP TABLE same_stays AS
SELECT *, {'event': event_id, 'row': row_key, 'source': independent_source} AS same FROM sourced_stays;

DELETE FROM core.memberships WHERE event_id IN (FROM affected_events);
INSERT INTO core.memberships BY NAME
SELECT stay.*, fact.incident_id, fact.article_id, core.event_id_of(fact.incident_id) = event_id AS is_founder
FROM whole_stretches('same_stays') AS stay
JOIN core.incident_facts AS fact USING (row_key);
