-- core.events and what hangs on it, from new_members and independent. The policy is told in docs/warehouse.md.

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

-- A source speaks through its latest report that counts anyone.
CREATE OR REPLACE TEMP TABLE source_figures AS
WITH tolls AS (
    SELECT event_id, incident_id, independent_source, reported_at, 'killed' AS effect, killed AS toll FROM reports
    UNION ALL
    SELECT event_id, incident_id, independent_source, reported_at, 'injured', injured FROM reports
),
latest AS (
    SELECT *
    FROM tolls
    WHERE coalesce(toll.total, toll.civilian, toll.combatant, toll.unknown, toll.children, toll.women) IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY event_id, independent_source, effect ORDER BY reported_at DESC NULLS LAST, incident_id
    ) = 1
)
SELECT event_id, independent_source, reported_at, effect,
    unnest(['total', 'civilian', 'combatant', 'unknown', 'children', 'women']) AS victim,
    unnest([toll.total, toll.civilian, toll.combatant, toll.unknown, toll.children, toll.women]) AS figure
FROM latest;

CREATE OR REPLACE TEMP TABLE event_tolls AS
WITH given AS (
    SELECT * EXCLUDE (figure), figure.low AS low, figure.best AS best, figure.high AS high
    FROM source_figures
    WHERE coalesce(figure.low, figure.best, figure.high) IS NOT NULL
),
-- A source that leaves out a class which others count does not give the whole toll.
classes AS (
    SELECT event_id, effect, independent_source,
        list(victim) FILTER (WHERE victim IN ('civilian', 'combatant')) AS said,
        bool_or(victim = 'unknown') OR NOT bool_or(victim IN ('civilian', 'combatant')) AS is_of_all
    FROM given
    GROUP BY ALL
),
-- Classes that one source counts side by side are different people; those of different sources may be the same.
all_classes AS (
    SELECT event_id, effect, list_distinct(flatten(list(coalesce(said, [])))) AS classes,
        bool_or(len(said) = 2) AS are_side_by_side
    FROM classes
    GROUP BY ALL
),
whole AS (
    SELECT event_id, effect, independent_source,
        is_of_all OR list_has_all(coalesce(said, []), all_classes.classes) AS is_whole
    FROM classes
    JOIN all_classes USING (event_id, effect)
),
counted AS (
    SELECT given.*
    FROM given
    JOIN whole USING (event_id, effect, independent_source)
    QUALIFY victim <> 'total' OR is_whole OR NOT bool_or(is_whole) OVER (PARTITION BY event_id, effect)
),
votes AS (
    SELECT event_id, effect, victim, best
    FROM counted
    WHERE best IS NOT NULL
    GROUP BY event_id, effect, victim, best
    QUALIFY row_number() OVER (
        PARTITION BY event_id, effect, victim
        ORDER BY count(DISTINCT independent_source) DESC, max(reported_at) DESC NULLS LAST, best DESC
    ) = 1
),
ranges AS (
    SELECT event_id, effect, victim, min(low) AS low, max(coalesce(high, best)) AS high, max(low) AS greatest_low
    FROM counted
    GROUP BY ALL
),
figures AS (
    SELECT event_id, effect, victim, ranges.low, votes.best,
        CASE WHEN ranges.high IS NOT NULL THEN greatest(ranges.high, ranges.greatest_low) END AS high
    FROM ranges
    LEFT JOIN votes USING (event_id, effect, victim)
),
wide AS (
    SELECT event_id, effect,
        {columns}
    FROM figures
    GROUP BY ALL
),
-- The parts never exceed the whole; the unknown are what is left of the total.
summed AS (
    SELECT * REPLACE (
        greatest(
            total_best, civilian_best, combatant_best, CASE WHEN are_side_by_side THEN civilian_best + combatant_best END
        ) AS total_best,
        greatest(
            total_high, total_best, civilian_high, combatant_high,
            CASE WHEN are_side_by_side THEN civilian_best + combatant_best END
        ) AS total_high,
        -- least() passes over null, and a class that nobody counts must stay null
        CASE WHEN civilian_low IS NOT NULL THEN least(civilian_low, total_low) END AS civilian_low,
        CASE WHEN combatant_low IS NOT NULL THEN least(combatant_low, total_low) END AS combatant_low
    )
    FROM wide
    JOIN all_classes USING (event_id, effect)
),
remainder AS (
    SELECT event_id, effect, total_best - coalesce(civilian_best, 0) - coalesce(combatant_best, 0) AS remaining
    FROM summed
    WHERE coalesce(civilian_best, combatant_best) IS NOT NULL
)
SELECT summed.* EXCLUDE (classes, are_side_by_side) REPLACE (
    CASE WHEN remaining IS NULL THEN unknown_low WHEN remaining > 0 AND unknown_low IS NOT NULL
        THEN least(unknown_low, remaining) END AS unknown_low,
    CASE WHEN remaining IS NULL THEN unknown_best WHEN remaining > 0 AND unknown_best IS NOT NULL
        THEN remaining END AS unknown_best,
    CASE WHEN remaining IS NULL THEN unknown_high WHEN remaining > 0 AND unknown_high IS NOT NULL
        THEN greatest(unknown_high, remaining) END AS unknown_high
)
FROM summed
LEFT JOIN remainder USING (event_id, effect);

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
        ORDER BY list_position(['day', 'days', 'week', 'month', 'year'], date_precision),
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
