-- Parts beside their wholes.

CREATE MACRO core.excess_of(part_low, part_best, whole_best, whole_high) AS
    coalesce(part_low, part_best) - CASE WHEN whole_high IS NOT NULL THEN greatest(whole_high, whole_best) END;
COMMENT ON MACRO core.excess_of IS 'By how much what is surely in a part exceeds the most that its whole can be; null where the whole has no upper bound, as it holds any part then';

CREATE VIEW mart.subset_checks AS
WITH claimed AS (
    SELECT 'claims' AS basis, part.article_id, part.incident_id, part.effect, part.claim_id AS part_id, whole.claim_id AS whole_id,
        part.quote AS part, whole.quote AS whole,
        part.low AS part_low, part.best AS part_best, part.high AS part_high,
        whole.low AS whole_low, whole.best AS whole_best, whole.high AS whole_high
    FROM core.claims AS part
    JOIN core.claims AS whole ON whole.claim_id = part.subset_of AND whole.article_id = part.article_id AND whole.is_current
    WHERE part.is_current
),
figures AS (
    SELECT 'figures', part.article_id, part.incident_id, part.effect, NULL, NULL, part.victim, 'total',
        part.low, part.best, part.high, whole.low, whole.best, whole.high
    FROM core.source_figures AS part
    JOIN core.source_figures AS whole ON whole.event_id = part.event_id AND whole.effect = part.effect
        AND whole.independent_source = part.independent_source AND whole.victim = 'total' AND whole.is_current
    WHERE part.is_current AND part.victim <> 'total'
),
-- Of different sources, one's civilians and another's combatants may be the same people: the event's total holds either.
classes AS (
    SELECT 'classes', NULL, NULL, whole.effect, NULL, NULL, 'civilian and combatant', 'total', a.low + b.low, a.best + b.best,
        a.high + b.high, whole.low, whole.best, whole.high, whole.event_id
    FROM mart.event_figures AS whole
    JOIN mart.event_figures AS a ON a.event_id = whole.event_id AND a.effect = whole.effect AND a.victim = 'civilian'
    JOIN mart.event_figures AS b ON b.event_id = whole.event_id AND b.effect = whole.effect AND b.victim = 'combatant'
    WHERE whole.victim = 'total'
),
checked AS (
    SELECT *, NULL AS event_id FROM claimed
    UNION ALL SELECT *, NULL FROM figures
    UNION ALL FROM classes
)
SELECT checked.basis, coalesce(checked.event_id, member.event_id) AS event_id, checked.article_id, article.publisher, article.url, checked.effect, checked.part_id, checked.part, checked.part_low,
    checked.part_best, checked.part_high, checked.whole_id, checked.whole, checked.whole_low, checked.whole_best, checked.whole_high,
    core.excess_of(checked.part_low, checked.part_best, checked.whole_best, checked.whole_high) > 0 AS is_larger,
    CASE WHEN is_larger THEN core.excess_of(checked.part_low, checked.part_best, checked.whole_best, checked.whole_high) END AS excess
FROM checked
LEFT JOIN core.articles AS article ON article.article_id = checked.article_id
LEFT JOIN (SELECT DISTINCT incident_id, event_id FROM core.event_members) AS member ON member.incident_id = checked.incident_id;
COMMENT ON VIEW mart.subset_checks IS 'Each part beside its whole: claims that are part of another claim (children, women, medics), the groups of a source''s figures beside its total, and an event''s civilians and combatants, whom different sources count, beside its total. No part is ever added to its whole; one that is larger than its whole is flagged.';
COMMENT ON COLUMN mart.subset_checks.article_id IS 'The article; null for classes';
COMMENT ON COLUMN mart.subset_checks.basis IS 'claims, figures (of one source) or classes (of the event)';
COMMENT ON COLUMN mart.subset_checks.event_id IS 'The event; null for running totals';
COMMENT ON COLUMN mart.subset_checks.effect IS 'killed, injured, missing or casualties';
COMMENT ON COLUMN mart.subset_checks.part_id IS 'claims: the claim that counts the part';
COMMENT ON COLUMN mart.subset_checks.part IS 'Its quote, or the victim group';
COMMENT ON COLUMN mart.subset_checks.part_low IS 'Least number of the part';
COMMENT ON COLUMN mart.subset_checks.part_best IS 'Number of the part';
COMMENT ON COLUMN mart.subset_checks.part_high IS 'Greatest number of the part';
COMMENT ON COLUMN mart.subset_checks.whole_id IS 'claims: the claim that counts the whole';
COMMENT ON COLUMN mart.subset_checks.whole IS 'Its quote, or total';
COMMENT ON COLUMN mart.subset_checks.whole_low IS 'Least number of the whole';
COMMENT ON COLUMN mart.subset_checks.whole_best IS 'Number of the whole';
COMMENT ON COLUMN mart.subset_checks.whole_high IS 'Greatest number of the whole';
COMMENT ON COLUMN mart.subset_checks.is_larger IS 'True where the part is surely larger than the whole can be; null where the whole has no upper bound';
COMMENT ON COLUMN mart.subset_checks.excess IS 'By how much';
