-- What changed in what articles say.

CREATE VIEW mart.changes AS
WITH said AS NOT MATERIALIZED (
    FROM core.claims WHERE closed_because IS DISTINCT FROM 'reread'
),
-- Most articles never take a claim back: theirs are opened, and nothing is paired.
revised AS (
    SELECT DISTINCT article_id FROM said WHERE NOT is_current
),
stood AS (
    FROM said SEMI JOIN revised ON revised.article_id = said.article_id
),
moments AS (
    -- a claim ends, and one begins, at the moment of a version: the two sides of a change
    SELECT *, known_to AS known_at, true AS is_end FROM stood WHERE NOT is_current
    UNION ALL
    SELECT *, known_from AS known_at, false AS is_end FROM stood
),
placed AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY article_id, known_at, is_end, claim_id ORDER BY known_from, row_id
        ) AS nth_of_claim
    FROM moments
),
ends AS (FROM placed WHERE is_end),
begins AS (FROM placed WHERE NOT is_end),
same_claim AS (
    SELECT e.row_id AS old_row, b.row_id AS new_row
    FROM ends AS e
    JOIN begins AS b ON b.article_id = e.article_id AND b.known_at = e.known_at AND b.claim_id = e.claim_id
        AND b.nth_of_claim = e.nth_of_claim
),
-- The same people counted anew: those of one attack, effect and group, in the order of the text
left_over AS (
    SELECT *, row_number() OVER (
            PARTITION BY article_id, known_at, is_end, effect, scope, incident_id, age, gender, subset_of IS NULL
            ORDER BY span_start, span_end, claim_id
        ) AS nth
    FROM placed
    WHERE CASE WHEN is_end THEN row_id NOT IN (SELECT old_row FROM same_claim)
        ELSE row_id NOT IN (SELECT new_row FROM same_claim) END
),
recounted AS (
    SELECT e.row_id AS old_row, b.row_id AS new_row
    FROM (FROM left_over WHERE is_end) AS e
    JOIN (FROM left_over WHERE NOT is_end) AS b ON b.article_id = e.article_id AND b.known_at = e.known_at AND b.nth = e.nth
        AND b.effect = e.effect AND b.scope = e.scope AND b.incident_id IS NOT DISTINCT FROM e.incident_id
        AND b.age IS NOT DISTINCT FROM e.age AND b.gender IS NOT DISTINCT FROM e.gender
        AND (b.subset_of IS NULL) = (e.subset_of IS NULL)
    WHERE e.closed_because <> 'withdrawn'
),
pairs AS (FROM same_claim UNION ALL FROM recounted),
lines AS (
    SELECT e.known_at, e.article_id, 'changed' AS what, e.closed_because AS reason, e.row_id AS old_row, b.row_id AS new_row
    FROM pairs
    JOIN ends AS e ON e.row_id = old_row
    JOIN begins AS b ON b.row_id = new_row
    UNION ALL
    SELECT known_at, article_id, 'closed', closed_because, row_id, NULL FROM ends
    WHERE row_id NOT IN (SELECT old_row FROM pairs)
    UNION ALL
    SELECT known_at, article_id, 'opened', NULL, NULL, row_id FROM begins
    WHERE row_id NOT IN (SELECT new_row FROM pairs)
),
told AS (
    SELECT line.known_at, line.article_id, what,
        coalesce(new.incident_id, old.incident_id) AS incident_id, coalesce(new.effect, old.effect) AS effect,
        old.low AS old_low, old.best AS old_best, old.high AS old_high,
        new.low AS new_low, new.best AS new_best, new.high AS new_high,
        CASE WHEN what <> 'changed' THEN reason WHEN reason = 'corrected' THEN 'corrected' ELSE 'edited' END AS reason,
        old.quote AS old_quote, new.quote AS new_quote, old.claim_id AS old_claim_id, new.claim_id AS new_claim_id
    FROM lines AS line
    LEFT JOIN stood AS old ON old.row_id = old_row
    LEFT JOIN stood AS new ON new.row_id = new_row
    UNION ALL
    SELECT known_from, article_id, 'opened', incident_id, effect, NULL, NULL, NULL, low, best, high, NULL, NULL, quote, NULL, claim_id
    FROM said ANTI JOIN revised ON revised.article_id = said.article_id
)
SELECT told.known_at, told.article_id, article.publisher, article.url, article.title, told.* EXCLUDE (known_at, article_id)
FROM told
LEFT JOIN core.articles AS article ON article.article_id = told.article_id;
COMMENT ON VIEW mart.changes IS 'What changed in what articles say, a line each: a claim opened, closed, or changed from one figure to another.';
COMMENT ON COLUMN mart.changes.known_at IS 'UTC; when it was known';
COMMENT ON COLUMN mart.changes.title IS 'Headline of the current version';
COMMENT ON COLUMN mart.changes.what IS 'opened, closed or changed';
COMMENT ON COLUMN mart.changes.incident_id IS 'The attack in the article; core.event_members leads to its event';
COMMENT ON COLUMN mart.changes.effect IS 'killed, injured, missing or casualties';
COMMENT ON COLUMN mart.changes.old_low IS 'Least number that the words allowed before';
COMMENT ON COLUMN mart.changes.old_best IS 'Figure that the words gave before; null for vague words';
COMMENT ON COLUMN mart.changes.old_high IS 'Greatest number that the words allowed before';
COMMENT ON COLUMN mart.changes.new_low IS 'Least number that the words allow now';
COMMENT ON COLUMN mart.changes.new_best IS 'Figure that the words give now; null for vague words';
COMMENT ON COLUMN mart.changes.new_high IS 'Greatest number that the words allow now';
COMMENT ON COLUMN mart.changes.reason IS 'Of closed: dropped, corrected or withdrawn; of changed: edited or corrected; null of opened';
COMMENT ON COLUMN mart.changes.old_quote IS 'The words before';
COMMENT ON COLUMN mart.changes.new_quote IS 'The words now';
COMMENT ON COLUMN mart.changes.old_claim_id IS 'The claim before';
COMMENT ON COLUMN mart.changes.new_claim_id IS 'The claim now';
