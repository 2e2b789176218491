-- The rows of core.{table}: what the effective readings say, in runs of stretches that say it alike, and what
-- older extractors read in the same words. {key} names what is said.

CREATE OR REPLACE TEMP TABLE readings_said AS
SELECT r.*,
    md5(to_json(struct_pack(*COLUMNS(r.* EXCLUDE ({not_content}))))::VARCHAR) AS content,
    effective.reading_id IS NOT NULL AS is_effective
FROM named_{table} AS r
LEFT JOIN effective_readings AS effective ON effective.reading_id = r.reading_id;

CREATE OR REPLACE TEMP TABLE derived_said AS
WITH said AS (
    SELECT r.*, stretch.step, stretch.known_from, stretch.known_to, stretch.is_last
    FROM readings_said AS r
    JOIN stretches AS stretch USING (version_id)
    WHERE r.is_effective AND NOT stretch.is_withdrawn
),
runs AS (
    SELECT *, step - row_number() OVER (PARTITION BY {key}, content ORDER BY step) AS run
    FROM said
),
whole AS (
    SELECT * REPLACE (last_value(known_to) OVER run_of AS known_to),
        max(step) OVER run_of AS last_step,
        bool_or(is_last) OVER run_of AS is_current
    FROM runs
    WINDOW run_of AS (
        PARTITION BY {key}, content, run ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
    QUALIFY row_number() OVER (PARTITION BY {key}, content, run ORDER BY step) = 1
),
closed AS (
    SELECT whole.*,
        CASE
            WHEN whole.is_current THEN NULL
            WHEN after.is_withdrawn THEN 'withdrawn'
            WHEN after.is_correction THEN 'corrected'
            WHEN next.{key} IS NULL THEN 'dropped'
            ELSE 'changed'
        END AS closed_because
    FROM whole
    LEFT JOIN stretches AS after ON after.article_id = whole.article_id AND after.step = whole.last_step + 1
    LEFT JOIN said AS next ON next.{key} = whole.{key} AND next.step = whole.last_step + 1
),
reread AS (
    SELECT old.*, stretch.step, stretch.known_from, stretch.known_from AS known_to, false AS is_last, 0 AS run,
        stretch.step AS last_step, false AS is_current, 'reread' AS closed_because
    FROM readings_said AS old
    JOIN stretches AS stretch USING (version_id)
    JOIN core.extractor_order USING (extractor_version)
    ANTI JOIN said AS kept ON kept.{key} = old.{key} AND kept.content = old.content
    WHERE NOT old.is_effective
    QUALIFY row_number() OVER (
        PARTITION BY old.{key}, old.content
        ORDER BY stretch.step, newness DESC, old.reading_id
    ) = 1
)
SELECT md5(concat_ws('|', {key}, content, version_id, step, closed_because = 'reread')) AS row_id,
    * EXCLUDE (reading_id, content, is_effective, step, is_last, run, last_step)
FROM (FROM closed UNION ALL BY NAME FROM reread);

MERGE INTO core.{table} AS kept USING derived_said AS derived ON kept.row_id = derived.row_id
WHEN MATCHED AND (kept.known_from, kept.known_to, kept.is_current, kept.closed_because, kept.extractor_version)
    IS DISTINCT FROM
    (derived.known_from, derived.known_to, derived.is_current, derived.closed_because, derived.extractor_version)
THEN UPDATE SET known_from = derived.known_from, known_to = derived.known_to, is_current = derived.is_current,
    closed_because = derived.closed_because, extractor_version = derived.extractor_version
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE AND kept.article_id IN (SELECT article_id FROM affected_articles) THEN DELETE;
