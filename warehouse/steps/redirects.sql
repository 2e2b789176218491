-- Every incident may once have named an event; where its event has another name, the old one leads there. A name that
-- stood only until this load (left_names) leads nowhere: it was never given, had all been loaded at once.

-- The events that share an incident with these (a relation with the column event_id), at any time, or with one that does
CREATE OR REPLACE TEMP MACRO kin_of(events) AS TABLE
WITH RECURSIVE kin AS (
    SELECT event_id FROM query_table(events)
    UNION
    SELECT other.event_id
    FROM kin
    JOIN core.memberships AS own USING (event_id)
    JOIN core.memberships AS other USING (incident_id)
)
FROM kin;

CREATE OR REPLACE TEMP TABLE known_incidents AS
SELECT DISTINCT incident_id, article_id, core.event_id_of(incident_id) AS named
FROM (
    SELECT incident_id, coalesce(alias.article_id, told.article_id) AS article_id
    FROM raw.incidents AS told
    LEFT JOIN core.article_aliases AS alias ON alias.alias_id = told.article_id
    UNION ALL
    SELECT incident_id, article_id FROM core.incidents
)
SEMI JOIN (
    FROM affected_articles
    UNION
    SELECT article_id FROM old_members
    UNION
    SELECT article_id FROM core.memberships SEMI JOIN kin_of('affected_events') USING (event_id)
) USING (article_id);

-- Where an article tells of its attack no longer, others may: the last event that held it lives on, under its name or
-- under the one that it took when that article left.
CREATE OR REPLACE TEMP TABLE once_held AS SELECT DISTINCT event_id FROM core.memberships SEMI JOIN known_incidents USING (incident_id);
CREATE OR REPLACE TEMP TABLE last_held AS
WITH RECURSIVE turn AS MATERIALIZED (
    SELECT event_id, incident_id, known_from, coalesce(known_to, 'infinity') AS known_to
    FROM core.memberships SEMI JOIN kin_of('once_held') USING (event_id)
),
over AS (SELECT event_id, max(known_to) AS known_to FROM turn GROUP BY event_id HAVING known_to < 'infinity'),
heir AS MATERIALIZED (
    SELECT over.event_id, next.event_id AS heir_id
    FROM over
    JOIN turn AS last ON last.event_id = over.event_id AND last.known_to = over.known_to
    JOIN turn AS next ON next.incident_id = last.incident_id AND next.known_from >= over.known_to
    GROUP BY over.event_id, heir_id, next.known_from
    QUALIFY row_number() OVER (PARTITION BY over.event_id ORDER BY next.known_from, count(*) DESC, heir_id) = 1
),
led AS (
    SELECT incident_id, arg_max(event_id, known_to) AS event_id FROM turn GROUP BY incident_id
    UNION
    SELECT led.incident_id, heir.heir_id FROM led JOIN heir USING (event_id)
)
FROM led ANTI JOIN over USING (event_id);

MERGE INTO core.event_redirects AS kept
USING (
    WITH main AS (
        SELECT article_id, event_id
        FROM (FROM core.event_members SEMI JOIN known_incidents USING (article_id))
        JOIN (SELECT incident_id, ordinal FROM core.incidents WHERE is_current) USING (incident_id)
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY ordinal, incident_id) = 1
    )
    SELECT known.named AS old_event_id, coalesce(held.event_id, main.event_id) AS event_id
    FROM known_incidents AS known
    LEFT JOIN last_held AS held ON held.incident_id = known.incident_id
    LEFT JOIN main ON main.article_id = known.article_id
    ANTI JOIN core.events AS event ON event.event_id = known.named
) AS derived
ON kept.old_event_id = derived.old_event_id
WHEN MATCHED AND kept.event_id IS DISTINCT FROM derived.event_id THEN UPDATE SET event_id = derived.event_id
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE AND kept.old_event_id IN (SELECT named FROM known_incidents UNION FROM left_names) THEN DELETE;
