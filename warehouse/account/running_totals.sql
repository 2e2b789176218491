-- What sources add up themselves, as published in these days and known at that time.
SELECT t.published_on, t.source, t.publisher, t.url, t.quote, t.effect, t.qualifier, t.scope, t.country, t.date_start, t.date_end
FROM mart.running_totals AS t
WHERE t.published_on BETWEEN $since::DATE AND $until::DATE
    AND ($country IS NULL OR t.country = $country)
    AND t.claim_id IN (
        SELECT c.claim_id FROM core.claims AS c WHERE core.stood_at(c.known_from, c.known_to, c.is_current, $known_at)
    )
ORDER BY t.published_on, t.source, t.publisher, t.quote, t.claim_id
