-- core.event_states and core.source_figures of the events in affected_events, from states, reports and state_tolls.

CREATE OR REPLACE TEMP TABLE derived_states AS
WITH dates AS (
    SELECT state_no, date_start, date_end, date_precision
    FROM (
        SELECT * REPLACE (
            coalesce(date_end, date_start) AS date_end, coalesce(date_precision, 'day') AS date_precision
        )
        FROM reports
        WHERE date_start IS NOT NULL
    )
    GROUP BY state_no, date_start, date_end, date_precision
    QUALIFY row_number() OVER (
        PARTITION BY state_no
        ORDER BY list_position(['day', 'days', 'week', 'month', 'year', 'inferred'], date_precision),
            count(DISTINCT independent_source) DESC, min(reported_at) NULLS LAST, date_start, date_end
    ) = 1
),
first_places AS (
    SELECT state_no, independent_source, reported_at, place,
        core.folded(place."name") AS folded_name
    FROM (SELECT state_no, independent_source, reported_at, places[1] AS place FROM reports WHERE len(places) > 0)
),
place_votes AS (
    SELECT state_no, folded_name, place.admin1 AS admin1, place.country AS country,
        count(DISTINCT independent_source) AS sources, min(reported_at) AS first_at,
        min(coalesce(list_position(['site', 'town', 'district', 'admin2', 'admin1', 'country', 'region'], place."precision"), 8))
            AS coarseness,
        arg_min(place, (reported_at IS NULL, reported_at, independent_source, to_json(place)::VARCHAR)) AS place
    FROM first_places
    GROUP BY ALL
),
places AS (
    SELECT state_no, place
    FROM place_votes
    QUALIFY row_number() OVER (
        PARTITION BY state_no
        ORDER BY coarseness >= 5, sources DESC, place.lat IS NULL, coarseness, first_at NULLS LAST, folded_name,
            admin1, country
    ) = 1
),
actor_votes AS (
    SELECT state_no, actor, count(DISTINCT independent_source) AS sources
    FROM (SELECT state_no, independent_source, unnest(actors) AS actor FROM reports)
    GROUP BY ALL
),
actors AS (
    SELECT state_no, list(actor ORDER BY sources DESC, actor) AS actors FROM actor_votes GROUP BY state_no
),
methods AS (
    SELECT state_no, method
    FROM reports
    GROUP BY state_no, method
    QUALIFY row_number() OVER (
        PARTITION BY state_no
        ORDER BY method IN ('unknown', 'other'), method = 'unknown', count(DISTINCT independent_source) DESC,
            min(reported_at) NULLS LAST, method
    ) = 1
),
reporting AS (
    SELECT state_no, count(DISTINCT article_id) AS articles, count(DISTINCT publisher) AS publishers,
        count(DISTINCT independent_source) AS independent_sources,
        min(published_at) AS first_reported_at, max(reported_at) AS last_reported_at
    FROM reports
    GROUP BY state_no
)
SELECT states.event_id, states.start_us, states.end_us, dates.* EXCLUDE (state_no), place."name" AS place, place.admin1, place.country, place.lat, place.lon,
    place."precision" AS place_precision, coalesce(actors.actors, []) AS actors, methods.method,
    reporting.* EXCLUDE (state_no),
    {event_columns}
FROM states
JOIN reporting USING (state_no)
LEFT JOIN dates USING (state_no)
LEFT JOIN places USING (state_no)
LEFT JOIN actors USING (state_no)
LEFT JOIN methods USING (state_no)
LEFT JOIN (SELECT * FROM state_tolls WHERE effect = 'killed') AS killed USING (state_no)
LEFT JOIN (SELECT * FROM state_tolls WHERE effect = 'injured') AS injured USING (state_no);

-- A state lasts until another one is known.
CREATE OR REPLACE TEMP TABLE same_states AS
SELECT *, md5(to_json(struct_pack(*COLUMNS(* EXCLUDE (start_us, end_us))))::VARCHAR) AS same FROM derived_states;

DELETE FROM core.event_states WHERE event_id IN (FROM affected_events);
INSERT INTO core.event_states BY NAME FROM whole_stretches('same_states');

CREATE OR REPLACE TEMP TABLE same_figures AS
SELECT states.event_id, figure.* EXCLUDE (state_no), start_us, end_us, md5(to_json(struct_pack(event_id := event_id,
    figure := struct_pack(*COLUMNS(figure.* EXCLUDE (state_no)))))::VARCHAR) AS same
FROM state_figures AS figure
JOIN states USING (state_no);

DELETE FROM core.source_figures WHERE event_id IN (FROM affected_events);
INSERT INTO core.source_figures BY NAME FROM whole_stretches('same_figures');
