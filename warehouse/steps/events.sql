-- core.events and what hangs on it, from reports and event_tolls. The policy is told in docs/warehouse.md.

CREATE OR REPLACE TEMP TABLE derived_events AS
WITH dates AS (
    SELECT event_id, date_start, date_end, date_precision
    FROM (
        SELECT * REPLACE (
            coalesce(date_end, date_start) AS date_end, coalesce(date_precision, 'day') AS date_precision
        )
        FROM reports
        WHERE date_start IS NOT NULL
    )
    GROUP BY event_id, date_start, date_end, date_precision
    QUALIFY row_number() OVER (
        PARTITION BY event_id
        ORDER BY list_position(['day', 'days', 'week', 'month', 'year', 'inferred'], date_precision),
            count(DISTINCT independent_source) DESC, min(reported_at) NULLS LAST, date_start, date_end
    ) = 1
),
first_places AS (
    SELECT event_id, independent_source, reported_at, place,
        core.folded(place."name") AS folded_name
    FROM (SELECT event_id, independent_source, reported_at, places[1] AS place FROM reports WHERE len(places) > 0)
),
place_votes AS (
    SELECT event_id, folded_name, place.admin1 AS admin1, place.country AS country,
        count(DISTINCT independent_source) AS sources, min(reported_at) AS first_at,
        min(coalesce(list_position(['site', 'town', 'district', 'admin2', 'admin1', 'country', 'region'], place."precision"), 8))
            AS coarseness,
        arg_min(place, (reported_at IS NULL, reported_at, independent_source, to_json(place)::VARCHAR)) AS place
    FROM first_places
    GROUP BY ALL
),
places AS (
    SELECT event_id, place
    FROM place_votes
    QUALIFY row_number() OVER (
        PARTITION BY event_id
        ORDER BY coarseness >= 5, sources DESC, place.lat IS NULL, coarseness, first_at NULLS LAST, folded_name,
            admin1, country
    ) = 1
),
actor_votes AS (
    SELECT event_id, actor, count(DISTINCT independent_source) AS sources
    FROM (SELECT event_id, independent_source, unnest(actors) AS actor FROM reports)
    GROUP BY ALL
),
actors AS (
    SELECT event_id, list(actor ORDER BY sources DESC, actor) AS actors FROM actor_votes GROUP BY event_id
),
methods AS (
    SELECT event_id, method
    FROM reports
    GROUP BY event_id, method
    QUALIFY row_number() OVER (
        PARTITION BY event_id
        ORDER BY method IN ('unknown', 'other'), method = 'unknown', count(DISTINCT independent_source) DESC,
            min(reported_at) NULLS LAST, method
    ) = 1
),
reporting AS (
    SELECT event_id, count(DISTINCT article_id) AS articles, count(DISTINCT publisher) AS publishers,
        count(DISTINCT independent_source) AS independent_sources,
        min(published_at) AS first_reported_at, max(reported_at) AS last_reported_at
    FROM reports
    GROUP BY event_id
)
SELECT event_id, dates.* EXCLUDE (event_id), place."name" AS place, place.admin1, place.country, place.lat, place.lon,
    place."precision" AS place_precision, coalesce(actors.actors, []) AS actors, methods.method,
    reporting.* EXCLUDE (event_id),
    {event_columns}
FROM reporting
LEFT JOIN dates USING (event_id)
LEFT JOIN places USING (event_id)
LEFT JOIN actors USING (event_id)
LEFT JOIN methods USING (event_id)
LEFT JOIN (SELECT * FROM event_tolls WHERE effect = 'killed') AS killed USING (event_id)
LEFT JOIN (SELECT * FROM event_tolls WHERE effect = 'injured') AS injured USING (event_id);

MERGE INTO core.events AS kept USING derived_events AS derived ON kept.event_id = derived.event_id
WHEN MATCHED AND md5(to_json(kept)::VARCHAR) <> md5(to_json(derived)::VARCHAR) THEN UPDATE SET
    {assignments}
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE THEN DELETE;

-- Every incident may once have named an event; where its event has another name, the old one leads there.
MERGE INTO core.event_redirects AS kept
USING (
    WITH known AS (SELECT DISTINCT incident_id, article_id FROM raw.incidents),
    main AS (
        SELECT article_id, event_id
        FROM core.event_members
        JOIN (SELECT incident_id, ordinal FROM core.incidents WHERE is_current) USING (incident_id)
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY ordinal, incident_id) = 1
    )
    SELECT core.event_id_of(known.incident_id) AS old_event_id, coalesce(member.event_id, main.event_id) AS event_id
    FROM known
    LEFT JOIN core.event_members AS member ON member.incident_id = known.incident_id
    LEFT JOIN main ON main.article_id = known.article_id
    ANTI JOIN core.events AS event ON event.event_id = core.event_id_of(known.incident_id)
) AS derived
ON kept.old_event_id = derived.old_event_id
WHEN MATCHED AND kept.event_id IS DISTINCT FROM derived.event_id THEN UPDATE SET event_id = derived.event_id
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE THEN DELETE;

MERGE INTO core.sources AS kept
USING (
    SELECT core.folded(source) AS source_key, mode(source ORDER BY source) AS name, count(*) AS claims,
        count(DISTINCT article_id) AS articles, min(known_from) AS first_known_at
    FROM core.claims
    WHERE is_current AND core.folded(source) <> ''
    GROUP BY source_key
) AS derived
ON kept.source_key = derived.source_key
WHEN MATCHED AND (kept.name, kept.claims, kept.articles, kept.first_known_at)
    IS DISTINCT FROM (derived.name, derived.claims, derived.articles, derived.first_known_at)
THEN UPDATE SET name = derived.name, claims = derived.claims, articles = derived.articles,
    first_known_at = derived.first_known_at
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE THEN DELETE;
