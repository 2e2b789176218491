-- Which days were read is told by the day that an article gave when it was first seen, as its figures are.

CREATE OR REPLACE MACRO core.days_read(known_at) AS TABLE
SELECT coalesce(a.reported_on, a.published_on, a.published_at::DATE) AS "day", count(*) AS articles
FROM core.articles AS a
WHERE (known_at IS NULL OR a.first_known_at IS NULL OR a.first_known_at <= known_at::TIMESTAMP)
    AND coalesce(a.reported_on, a.published_on, a.published_at::DATE) IS NOT NULL
GROUP BY ALL;
COMMENT ON MACRO TABLE core.days_read IS 'The days of which any article was read (as was known at a time), with how many; a day without a row nobody read';
