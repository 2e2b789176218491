-- sources are counted for the events that are asked for, and not for all
CREATE MACRO core.figures_tollwatch(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH figure AS (
    SELECT event.event_id, unnest(core.figures_of(event)) AS f
    FROM core.events_at(known_at, country, since, until) AS event
),
speaking AS (
    SELECT s.event_id, s.effect, s.victim, count(DISTINCT s.independent_source) AS sources
    FROM core.source_figures AS s
    SEMI JOIN core.events_at(known_at, country, since, until) AS event ON event.event_id = s.event_id
    WHERE core.stood_at(s.known_from, s.known_to, s.is_current, known_at)
    GROUP BY s.event_id, s.effect, s.victim
)
SELECT figure.event_id, f.effect, f.victim, f.low, f.best, f.high, NULL::VARCHAR AS grade, coalesce(speaking.sources, 0) AS sources,
    NULL::BOOLEAN AS are_side_by_side
FROM figure
LEFT JOIN speaking ON speaking.event_id = figure.event_id AND speaking.effect = f.effect AND speaking.victim = f.victim
WHERE coalesce(f.low, f.best, f.high) IS NOT NULL;
COMMENT ON MACRO TABLE core.figures_tollwatch IS 'Figures by the house policy (docs/warehouse.md), as core.event_states keeps them';
