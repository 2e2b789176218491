-- whole_stretches(source): the rows of a temporary table (same, start_us, end_us, ...), where those that say the same and
-- follow each other without a gap are one, with known_from, known_to and is_current. {ever} stands for no end, and its
-- negative for no beginning.

CREATE OR REPLACE TEMP MACRO whole_stretches(source) AS TABLE
WITH starts AS (
    SELECT *, start_us IS DISTINCT FROM lag(end_us) OVER (PARTITION BY same ORDER BY start_us) AS is_start
    FROM query_table(source)
),
numbered AS (
    SELECT *, count_if(is_start) OVER (PARTITION BY same ORDER BY start_us) AS stretch FROM starts
)
SELECT * EXCLUDE (same, start_us, end_us, is_start, stretch, last_us),
    CASE WHEN start_us > -{ever} THEN make_timestamp(start_us) END AS known_from,
    CASE WHEN last_us < {ever} THEN make_timestamp(last_us) END AS known_to,
    last_us = {ever} AS is_current
FROM (SELECT *, max(end_us) OVER (PARTITION BY same, stretch) AS last_us FROM numbered)
WHERE is_start;
