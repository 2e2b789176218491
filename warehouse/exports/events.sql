-- The events asked for, each with the claims that it rests on, in one of the orders of asked.py; which are part of which.
WITH pair AS (
    FROM core.event_parts_at($known_at)
),
event AS (
    SELECT told.*, coalesce(parts.parts, []) AS parts, coalesce(wholes.part_of, []) AS part_of
    FROM mart.events_by(
        policy := $policy, known_at := $known_at, country := $country, since := $since, until := $until, less_parts := {less_parts}
    ) AS told
    LEFT JOIN (
        SELECT whole_event_id AS event_id, list(DISTINCT part_event_id ORDER BY part_event_id) AS parts FROM pair GROUP BY ALL
    ) AS parts ON parts.event_id = told.event_id
    LEFT JOIN (
        SELECT part_event_id AS event_id, list(DISTINCT whole_event_id ORDER BY whole_event_id) AS part_of FROM pair GROUP BY ALL
    ) AS wholes ON wholes.event_id = told.event_id
    ORDER BY {order}
    LIMIT coalesce($most, 9223372036854775807)
),
said AS (
    SELECT event_id, list({{
        'claim_id': claim_id, 'article_id': article_id, 'publisher': publisher, 'url': url, 'title': headline,
        'language': language, 'published_on': published_on, 'published_at': published_at, 'quote': quote,
        'effect': effect, 'low': low, 'best': best, 'high': high, 'qualifier': qualifier, 'victim': victim, 'age': age, 'gender': gender, 'subset_of': subset_of,
        'scope': scope, 'modality': modality, 'source': source, 'via': via, 'independent_source': independent_source,
        'is_counted': is_counted, 'why_not_counted': why_not_counted
    }} ORDER BY is_counted DESC, published_at NULLS LAST, article_id, span_start NULLS FIRST, claim_id, effect, victim, age, gender) AS claims
    FROM mart.evidence(known_at := $known_at, country := $country, since := $since, until := $until)
    SEMI JOIN event USING (event_id)
    GROUP BY event_id
)
SELECT event.*, coalesce(said.claims, []) AS claims
FROM event
LEFT JOIN said USING (event_id)
ORDER BY {order}
