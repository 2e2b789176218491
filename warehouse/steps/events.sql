-- core.event_states and core.source_figures of the events in affected_events, from told, states, state_tolls and figures_heard.

-- Who votes for what: for a day, a place, an actor, a means; and what is counted of the reporting itself. Each source has one
-- vote for what it says.
CREATE OR REPLACE TEMP TABLE day_ballots AS
SELECT key, start_us, end_us, independent_source AS voter, reported_at AS rank, 0 AS grade,
    {{'date_start': date_start, 'date_end': coalesce(date_end, date_start), 'date_precision': coalesce(date_precision, 'day')}}
        AS option
FROM told
WHERE date_start IS NOT NULL;

CREATE OR REPLACE TEMP TABLE place_ballots AS
SELECT key, start_us, end_us, independent_source AS voter,
    {{'folded_name': core.folded(place."name"), 'admin1': place.admin1, 'country': place.country}} AS option,
    {{'is_undated': reported_at IS NULL, 'reported_at': reported_at, 'source': independent_source,
      'text': to_json(place)::VARCHAR, 'place': place}} AS rank,
    coalesce(list_position(['site', 'town', 'district', 'admin2', 'admin1', 'country', 'region'], place."precision"), 8) AS grade
FROM (SELECT *, places[1] AS place FROM told WHERE len(places) > 0);

CREATE OR REPLACE TEMP TABLE actor_ballots AS
SELECT key, start_us, end_us, independent_source AS voter, unnest(actors) AS option, 0 AS rank, 0 AS grade FROM told;

CREATE OR REPLACE TEMP TABLE method_ballots AS
SELECT key, start_us, end_us, independent_source AS voter, "method" AS option, reported_at AS rank, 0 AS grade FROM told;

CREATE OR REPLACE TEMP TABLE reporting_ballots AS
SELECT key, start_us, end_us, 'articles' AS option, article_id AS voter, published_at AS rank, 0 AS grade FROM told
UNION ALL
SELECT key, start_us, end_us, 'publishers', publisher, NULL, 0 FROM told WHERE publisher IS NOT NULL
UNION ALL
SELECT key, start_us, end_us, 'sources', independent_source, reported_at, 0 FROM told;

CREATE OR REPLACE TEMP TABLE derived_states AS
WITH dates AS (
    SELECT stretch_no, option.date_start, option.date_end, option.date_precision
    FROM standing('day_ballots', 'states')
    QUALIFY row_number() OVER (
        PARTITION BY stretch_no
        ORDER BY list_position(['day', 'days', 'week', 'month', 'year', 'inferred'], option.date_precision), voters DESC,
            first_rank NULLS LAST, option.date_start, option.date_end
    ) = 1
),
places AS (
    SELECT stretch_no, first_rank.place AS spot
    FROM standing('place_ballots', 'states')
    QUALIFY row_number() OVER (
        PARTITION BY stretch_no
        ORDER BY grade >= 5, voters DESC, first_rank.place.lat IS NULL, grade,
            first_rank.reported_at NULLS LAST, option.folded_name, option.admin1, option.country
    ) = 1
),
actors AS (
    SELECT stretch_no, list(option ORDER BY voters DESC, option) AS actors FROM standing('actor_ballots', 'states') GROUP BY stretch_no
),
methods AS (
    SELECT stretch_no, option AS "method"
    FROM standing('method_ballots', 'states')
    QUALIFY row_number() OVER (
        PARTITION BY stretch_no
        ORDER BY option IN ('unknown', 'other'), option = 'unknown', voters DESC, first_rank NULLS LAST, option
    ) = 1
),
reporting AS (
    SELECT stretch_no, coalesce(any_value(voters) FILTER (option = 'articles'), 0) AS articles,
        coalesce(any_value(voters) FILTER (option = 'publishers'), 0) AS publishers,
        coalesce(any_value(voters) FILTER (option = 'sources'), 0) AS independent_sources,
        any_value(first_rank) FILTER (option = 'articles') AS first_reported_at,
        any_value(last_rank) FILTER (option = 'sources') AS last_reported_at
    FROM standing('reporting_ballots', 'states')
    GROUP BY stretch_no
)
SELECT states.key AS event_id, states.start_us, states.end_us, dates.* EXCLUDE (stretch_no), spot."name" AS place, spot.admin1, spot.country, spot.lat, spot.lon,
    spot."precision" AS place_precision, coalesce(actors.actors, []) AS actors, methods.method,
    reporting.* EXCLUDE (stretch_no),
    {event_columns}
FROM states
JOIN reporting USING (stretch_no)
LEFT JOIN dates USING (stretch_no)
LEFT JOIN places USING (stretch_no)
LEFT JOIN actors USING (stretch_no)
LEFT JOIN methods USING (stretch_no)
LEFT JOIN (SELECT * FROM state_tolls WHERE effect = 'killed') AS killed ON killed.state_no = stretch_no
LEFT JOIN (SELECT * FROM state_tolls WHERE effect = 'injured') AS injured ON injured.state_no = stretch_no;

-- A state lasts until another one is known.
CREATE OR REPLACE TEMP TABLE same_states AS
SELECT *, md5(to_json(struct_pack(*COLUMNS(* EXCLUDE (start_us, end_us))))::VARCHAR) AS same FROM derived_states;

DELETE FROM core.event_states WHERE event_id IN (FROM affected_events);
INSERT INTO core.event_states BY NAME FROM whole_stretches('same_states');

CREATE OR REPLACE TEMP TABLE same_figures AS
WITH said AS (
    SELECT key AS event_id, {{'effect': effect, 'victim': victim, 'independent_source': independent_source,
        'publisher': publisher, 'article_id': article_id, 'incident_id': incident_id, 'reported_at': reported_at,
        'low': figure.low, 'best': figure.best, 'high': figure.high}} AS figure, start_us, end_us
    FROM figures_heard
)
SELECT event_id, figure.*, start_us, end_us, md5(to_json({{'event_id': event_id, 'figure': figure}})::VARCHAR) AS same FROM said;

DELETE FROM core.source_figures WHERE event_id IN (FROM affected_events);
INSERT INTO core.source_figures BY NAME FROM whole_stretches('same_figures');
