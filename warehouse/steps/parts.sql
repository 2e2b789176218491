-- core.incident_parts of affected_articles, from named_claims, named_incidents, effective_readings and stretches: which
-- incidents an article tells to be part of another. One tie between two claims is not enough: "one of them died" ties the
-- story of a survivor to the dead of another day. What is tied must be all that the part counts, and stand in a figure of
-- the whole, and both must be of the same days and not of two towns far apart; else both count.

CREATE OR REPLACE TEMP TABLE tied_claims AS
WITH said AS (
    SELECT stretch.article_id, stretch.step, c.claim_id, c.subset_of, c.incident_id, c.effect, c.victim, c.quote, c.span_start,
        coalesce(c.best, c.low, c.high) AS figure
    FROM named_claims AS c
    JOIN effective_readings AS effective ON effective.reading_id = c.reading_id
    JOIN stretches AS stretch ON stretch.version_id = c.version_id AND NOT stretch.is_withdrawn
    WHERE c.scope = 'incident' AND c.modality = 'asserted'
)
SELECT part.article_id, part.step, part.effect, part.incident_id AS part_id, whole.incident_id AS whole_id,
    whole.victim AS whole_victim, whole.figure AS whole_figure,
    arg_max(part.quote, (part.figure, -part.span_start, part.claim_id)) AS part_quote, whole.quote AS whole_quote,
    sum(part.figure)::BIGINT AS tied
FROM said AS part
JOIN said AS whole ON whole.article_id = part.article_id AND whole.step = part.step AND whole.claim_id = part.subset_of
    AND whole.effect = part.effect AND whole.incident_id <> part.incident_id
GROUP BY ALL;

DELETE FROM core.incident_parts WHERE article_id IN (FROM affected_articles);
INSERT INTO core.incident_parts BY NAME
WITH told AS (
    SELECT tied.*, part.killed.total AS part_killed, CASE tied.effect WHEN 'killed' THEN part.killed ELSE part.injured END AS part_toll,
        CASE tied.effect WHEN 'killed' THEN whole.killed ELSE whole.injured END AS whole_toll,
        part.date_start AS part_since, coalesce(part.date_end, part.date_start) AS part_until,
        whole.date_start AS whole_since, coalesce(whole.date_end, whole.date_start) AS whole_until,
        whole.places[1] AS whole_place, part.places[1] AS part_place
    FROM tied_claims AS tied
    JOIN stretches AS stretch ON stretch.article_id = tied.article_id AND stretch.step = tied.step
    JOIN effective_readings AS effective ON effective.version_id = stretch.version_id
    JOIN named_incidents AS part ON part.reading_id = effective.reading_id AND part.incident_id = tied.part_id
    JOIN named_incidents AS whole ON whole.reading_id = effective.reading_id AND whole.incident_id = tied.whole_id
),
figured AS (
    SELECT *, coalesce(part_toll.total.best, part_toll.total.low, part_toll.total.high) AS part_figure,
        -- a figure that is neither the total nor one of its classes is not in the toll
        list_transform([whole_toll.total, whole_toll.civilian, whole_toll.combatant, whole_toll."unknown"],
            lambda figure: coalesce(figure.best, figure.low, figure.high)) AS whole_figures,
        -- a figure of one town holds none of a town far away ("20 were killed in Baghdad. Twelve died in Mosul"); but a total
        -- may stand in the town of its first part, where the article names no place for it
        whole_place.precision NOT IN ('admin1', 'country', 'region')
            AND coalesce(
                core.distance_km(whole_place.lat, whole_place.lon, part_place.lat, part_place.lon) > 60,
                (whole_place.country, whole_place.admin1) <> (part_place.country, part_place.admin1)
            )
            AND NOT coalesce(bool_or(part_place.name = whole_place.name) OVER (PARTITION BY article_id, step, whole_id), false) AS is_far
    FROM told
    -- of an attack that killed, it must be the dead who are counted within the whole
    WHERE (effect = 'killed' OR (effect = 'injured' AND part_killed IS NULL)) AND coalesce(part_since <= whole_until AND whole_since <= part_until, true)
),
borne AS (
    FROM figured
    WHERE is_far IS NOT TRUE AND tied >= part_figure AND part_figure <= whole_figure
        AND whole_figure IN (whole_figures[1], whole_figures[list_position(['civilian', 'combatant', 'unknown'], whole_victim) + 1])
    QUALIFY row_number() OVER (
        PARTITION BY article_id, step, part_id, whole_id ORDER BY whole_figure DESC, tied DESC, whole_quote, part_quote
    ) = 1
),
runs AS (
    SELECT *, step - row_number() OVER (PARTITION BY article_id, part_id, whole_id, effect, part_figure, whole_figure, part_quote, whole_quote ORDER BY step) AS run
    FROM borne
)
SELECT runs.part_id AS part_incident_id, runs.whole_id AS whole_incident_id, runs.article_id, runs.effect,
    runs.part_figure, runs.whole_figure, runs.part_quote, runs.whole_quote,
    arg_min_null(stretch.known_from, stretch.step) AS known_from, arg_max_null(stretch.known_to, stretch.step) AS known_to,
    bool_or(stretch.is_last) AS is_current
FROM runs
JOIN stretches AS stretch ON stretch.article_id = runs.article_id AND stretch.step = runs.step
GROUP BY runs.part_id, runs.whole_id, runs.article_id, runs.effect, runs.part_figure, runs.whole_figure, runs.part_quote, runs.whole_quote,
    runs.run;
