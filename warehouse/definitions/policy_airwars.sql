CREATE MACRO core.figures_airwars(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH voice AS (
    SELECT *, coalesce(max(coalesce(high, best, low)) FILTER (WHERE victim_group = 'combatant' AND NOT is_party)
            OVER (PARTITION BY event_id, effect), 0) AS settled
    FROM core.voices(known_at, country, since, until)
),
-- Who is not said to be a combatant is a civilian; that a party calls them militants does not settle it, so those beyond what
-- others count raise the maximum alone; soldiers and police do not. What a source's total holds beyond its groups is of people of whom nothing is said.
source AS (
    SELECT event_id, effect, independent_source,
        coalesce(greatest(
            any_value(best) FILTER (WHERE victim_group = 'total')
                - coalesce(sum(coalesce(best, low)) FILTER (WHERE victim_group IN ('civilian', 'combatant', 'unknown')), 0), 0
        ), 0) AS remaining,
        sum(coalesce(low, best)) FILTER (WHERE victim_group IN ('civilian', 'unknown')) AS low,
        sum(CASE
            WHEN victim_group IN ('civilian', 'unknown') THEN coalesce(high, best, low)
            WHEN victim_group = 'combatant' AND is_party THEN nullif(greatest(coalesce(high, best, low) - greatest(settled, state_forces), 0), 0)
        END) AS high,
        bool_or(NOT is_party) FILTER (WHERE victim_group <> 'combatant') AS is_credible,
        bool_or(victim_group = 'combatant' AND NOT is_party) AS counts_combatants,
        flatten(list(parties) FILTER (WHERE victim_group = 'civilian')) AS admitting,
        any_value(incident_id) AS incident_id
    FROM voice
    GROUP BY event_id, effect, independent_source
),
harmed AS (
    SELECT * REPLACE (
        CASE WHEN low IS NOT NULL OR remaining > 0 THEN coalesce(low, 0) + remaining END::BIGINT AS low,
        CASE WHEN high IS NOT NULL OR remaining > 0 THEN coalesce(high, 0) + remaining END::BIGINT AS high
    )
    FROM source
),
-- Whom each source names as having done it
blamed AS (
    SELECT DISTINCT harmed.event_id, harmed.independent_source, unnest(incident.actors) AS actor
    FROM harmed
    JOIN core.incidents AS incident ON incident.incident_id = harmed.incident_id
    WHERE core.stood_at(incident.known_from, incident.known_to, incident.is_current, known_at)
        AND incident.closed_because IS DISTINCT FROM 'reread'
),
contested AS (
    SELECT event_id, any_value(blaming) > max(sources) AS is_contested
    FROM (
        SELECT blamed.event_id, blamed.actor, count(*) AS sources, any_value(blaming) AS blaming
        FROM blamed
        JOIN (SELECT event_id, count(DISTINCT independent_source) AS blaming FROM blamed GROUP BY event_id) USING (event_id)
        GROUP BY blamed.event_id, blamed.actor
    )
    GROUP BY event_id
),
admitted AS (
    SELECT DISTINCT blamed.event_id
    FROM blamed
    JOIN harmed ON harmed.event_id = blamed.event_id
    WHERE len(list_filter(harmed.admitting, lambda party: contains(core.folded(party), core.folded(blamed.actor))
        OR contains(core.folded(blamed.actor), core.folded(party)))) > 0
),
graded AS (
    SELECT event_id,
        CASE
            WHEN any_value(admitted.event_id) IS NOT NULL THEN 'confirmed'
            WHEN coalesce(max(harmed.high), 0) = 0 THEN CASE WHEN bool_or(counts_combatants) THEN 'discounted' END
            WHEN bool_or(is_contested) THEN 'contested'
            WHEN count(DISTINCT independent_source) FILTER (WHERE is_credible AND harmed.high > 0) >= 2 THEN 'fair'
            WHEN count(*) FILTER (WHERE harmed.low > 0) > 0 THEN 'weak'
        END AS grade
    FROM harmed
    LEFT JOIN contested USING (event_id)
    LEFT JOIN admitted USING (event_id)
    GROUP BY event_id
),
ranges AS (
    SELECT event_id, effect, 'civilian' AS victim_group, min(low) AS low, max(high) AS high, count(*) AS sources
    FROM harmed
    WHERE coalesce(low, high) IS NOT NULL
    GROUP BY event_id, effect
    UNION ALL
    SELECT event_id, effect, victim_group,
        min(coalesce(low, best)) FILTER (WHERE victim_group <> 'combatant' OR NOT is_party),
        max(coalesce(high, best, low)), count(*)
    FROM voice
    WHERE victim_group NOT IN ('civilian', 'unknown')
    GROUP BY event_id, effect, victim_group
)
SELECT event_id, effect, victim_group AS victim, low, NULL::BIGINT AS best, high, grade, sources, false AS are_side_by_side
FROM ranges
JOIN graded USING (event_id);
COMMENT ON MACRO TABLE core.figures_airwars IS 'Figures by the rule of Airwars: minimum and maximum over all sources, no best. Who is not said to be a combatant is a civilian; combatants whom only a party to the fighting claims raise the civilians'' maximum and set no minimum, but for soldiers and police, who are no civilians whoever counts them. grade is the civilian harm status: confirmed (who did it says so), contested (sources name different ones), fair (two or more credible sources), weak (one), discounted (combatants alone); null where no one counts. As the policy states it, before mart.event_figures_by makes groups and total agree';
