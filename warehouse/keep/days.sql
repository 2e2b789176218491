-- For each country, and for any, which days were read: core.computed_days_read of all countries at once.

INSERT INTO core.kept_days BY NAME
WITH looked AS MATERIALIZED (FROM core.coverage_at(NULL)),
reporting AS (
    SELECT country, publisher FROM core.kept_reporting WHERE is_current
    UNION
    SELECT unnest([NULL, country]) AS country, publisher FROM raw.feeds WHERE is_listed
),
read AS (
    SELECT reporting.country, looked."day", count(*) AS outlets,
        count(*) FILTER (WHERE looked.coverage IN ('read', 'silent')) AS outlets_read
    FROM looked
    JOIN reporting ON reporting.publisher = looked.publisher
    GROUP BY ALL
),
told AS (
    SELECT "day", sum(articles)::BIGINT AS articles FROM looked GROUP BY ALL
)
SELECT read.country, told."day", told.articles, coalesce(read.outlets, 0) AS outlets, coalesce(read.outlets_read, 0) AS outlets_read,
    coalesce(2 * read.outlets_read > read.outlets, false) AS is_read
FROM told
LEFT JOIN read ON read."day" = told."day" AND read.country IS NULL
UNION ALL BY NAME
SELECT read.country, told."day", told.articles, read.outlets, read.outlets_read, 2 * read.outlets_read > read.outlets AS is_read
FROM told
JOIN read ON read."day" = told."day"
WHERE read.country IS NOT NULL
ORDER BY country, "day";
