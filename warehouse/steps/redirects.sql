-- Every incident may once have named an event; where its event has another name, the old one leads there. A name that
-- stood only until this load (left_names) leads nowhere: it was never given, had all been loaded at once.

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
    SELECT article_id FROM core.memberships SEMI JOIN affected_events USING (event_id)
) USING (article_id);

MERGE INTO core.event_redirects AS kept
USING (
    WITH member AS (SELECT * FROM core.event_members SEMI JOIN known_incidents USING (article_id)),
    main AS (
        SELECT article_id, event_id
        FROM member
        JOIN (SELECT incident_id, ordinal FROM core.incidents WHERE is_current) USING (incident_id)
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY ordinal, incident_id) = 1
    )
    SELECT known.named AS old_event_id, coalesce(member.event_id, main.event_id) AS event_id
    FROM known_incidents AS known
    LEFT JOIN member ON member.incident_id = known.incident_id
    LEFT JOIN main ON main.article_id = known.article_id
    ANTI JOIN core.events AS event ON event.event_id = known.named
) AS derived
ON kept.old_event_id = derived.old_event_id
WHEN MATCHED AND kept.event_id IS DISTINCT FROM derived.event_id THEN UPDATE SET event_id = derived.event_id
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE AND kept.old_event_id IN (SELECT named FROM known_incidents UNION FROM left_names) THEN DELETE;
