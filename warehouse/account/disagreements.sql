-- Events about whose dead or injured two independent sources contradict each other: the most of what one allows is less
-- than the least of what another allows.
WITH voice AS (
    SELECT event_id, effect, coalesce(publisher, 'an outlet without a name') AS publisher, independent_source,
        coalesce(best, low) AS least, coalesce(best, high) AS most
    FROM core.source_figures
    SEMI JOIN core.events_known_at($known_at, $country, $since, $until) AS event USING (event_id)
    WHERE core.stood_at(known_from, known_to, is_current, $known_at) AND victim = 'total'
)
SELECT event_id, effect, min(most) AS least, arg_min(publisher, {'figure': most, 'source': independent_source}) AS least_by,
    max(least) AS most, arg_max(publisher, {'figure': least, 'source': independent_source}) AS most_by, count(*) AS sources
FROM voice
GROUP BY event_id, effect
HAVING min(most) < max(least)
ORDER BY max(least) - min(most) DESC, event_id, effect
