-- A figure with transposed digits is out of line itself; what is told after it is compared with what was told before it.

CREATE OR REPLACE VIEW mart.running_totals AS
WITH total AS (
    SELECT coalesce(article.published_on, article.published_at::DATE) AS published_on, article.published_at,
        coalesce(claim.source, article.publisher) AS source, article.publisher, claim.quote, claim.effect, claim.low,
        claim.best, claim.high, claim.qualifier, claim.victim, claim.age, claim.gender, claim.scope, claim.date_start,
        claim.date_end, claim.place, area.country, area.admin1, area.place AS area_place, article.url, claim.claim_id,
        claim.article_id, claim.span_start, claim.row_id,
        coalesce(claim.best, claim.low, claim.high) AS figure,
        -- a running total is told by when it began, a period by how long it is
        CASE claim.scope
            WHEN 'cumulative' THEN coalesce('since ' || strftime(claim.date_start, '%Y-%m'), '')
            ELSE coalesce((claim.date_end - claim.date_start + 1) || ' days', '')
        END AS span_key,
        'rt-' || substr(md5(concat_ws('|',
            core.folded(coalesce(claim.source, article.publisher, '')), claim.effect, claim.victim, coalesce(claim.age, ''),
            coalesce(claim.gender, ''), claim.scope, span_key, coalesce(area.country, ''), coalesce(area.admin1, ''),
            coalesce(area.place, CASE WHEN area.known_by = 'place' THEN '' ELSE core.folded(claim.place) END, '')
        )), 1, 14) AS series_id
    FROM core.claims AS claim
    JOIN core.articles AS article ON article.article_id = claim.article_id
    LEFT JOIN core.claimed_areas AS area ON area.row_id = claim.row_id
    WHERE claim.is_current AND claim.scope IN ('period', 'cumulative')
),
marked AS (
    SELECT *, row_number() OVER (
            PARTITION BY series_id, figure ORDER BY published_on NULLS FIRST, published_at NULLS FIRST, article_id, span_start, claim_id
        ) > 1 AS is_repeat
    FROM total
),
lined AS (
    SELECT row_id, scope, figure, lag(figure, 2) OVER line AS two_before, lag(figure) OVER line AS one_before, lead(figure) OVER line AS one_after
    FROM marked
    WHERE NOT is_repeat
    WINDOW line AS (PARTITION BY series_id ORDER BY published_on NULLS FIRST, published_at NULLS FIRST, article_id, span_start, claim_id)
),
-- Out of line, with the digits of a neighbour. Where the one before stands above both of its neighbours, that one is the slip.
slips AS (
    SELECT row_id
    FROM lined
    WHERE scope = 'cumulative'
        AND (coalesce(core.sorted_digits(figure) = core.sorted_digits(one_before), false)
            OR coalesce(core.sorted_digits(figure) = core.sorted_digits(one_after), false))
        AND coalesce(CASE WHEN one_before <= one_after THEN figure < one_before OR figure > one_after
        ELSE figure < one_before AND coalesce(two_before > figure, true) END, false)
),
-- What stood before and after, passing over figures that only repeat an earlier one, and over slips
neighboured AS (
    SELECT marked.*, slips.row_id IS NOT NULL AS is_slip,
        last_value(CASE WHEN NOT is_repeat AND NOT is_slip THEN figure END IGNORE NULLS) OVER before AS previous,
        last_value(CASE WHEN NOT is_repeat AND NOT is_slip THEN published_on END IGNORE NULLS) OVER before AS previous_on,
        first_value(CASE WHEN NOT is_repeat AND NOT is_slip THEN figure END IGNORE NULLS) OVER after AS following
    FROM marked
    LEFT JOIN slips ON slips.row_id = marked.row_id
    WINDOW
        before AS (
            PARTITION BY series_id ORDER BY published_on NULLS FIRST, published_at NULLS FIRST, article_id, span_start, claim_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        after AS (
            PARTITION BY series_id ORDER BY published_on NULLS FIRST, published_at NULLS FIRST, article_id, span_start, claim_id
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        )
),
compared AS (
    SELECT *,
        -- a count may be put right by some, and told in round numbers; only what goes beyond that is a fall
        scope = 'cumulative' AND NOT is_repeat AND previous - figure > greatest(5, previous * 0.02)
            AND previous // core.rounding_unit(figure) * core.rounding_unit(figure) > figure AS has_fallen
    FROM neighboured
)
SELECT series_id, published_on, source, publisher, quote, effect, low, best, high, qualifier, victim, age, gender, scope,
    date_start, date_end, place, compared.country, admin1, figure, previous, previous_on,
    CASE WHEN NOT is_repeat AND scope = 'cumulative' THEN figure - previous END AS rise, is_repeat,
    has_fallen AND NOT coalesce(figure * 2 < previous AND abs(following - figure) < abs(following - previous), false)
        AS falls,
    has_fallen AND coalesce(figure * 2 < previous AND abs(following - figure) < abs(following - previous), false) AS restarts,
    is_slip AS transposed_digits,
    scope = 'cumulative' AND NOT is_repeat AND coalesce(
        figure - previous >= 20 AND figure * 2 > previous * 3 AND published_on - previous_on <= 30, false) AS jump,
    url, claim_id, article_id
FROM compared
ORDER BY source, series_id, published_on, published_at, article_id, span_start;
COMMENT ON VIEW mart.running_totals IS 'Totals over a war, a year or a stretch of time, as sources give them, in series of one source, effect, group and scope. They are in no sum of incidents.';
COMMENT ON COLUMN mart.running_totals.series_id IS 'The series: digest of source, effect, victim group, scope, area, and when it began (months) or how long it is (days)';
COMMENT ON COLUMN mart.running_totals.published_on IS 'Day of publication';
COMMENT ON COLUMN mart.running_totals.source IS 'Who gives the total; the outlet where the article says it in its own voice';
COMMENT ON COLUMN mart.running_totals.publisher IS 'Outlet';
COMMENT ON COLUMN mart.running_totals.quote IS 'The exact words of the text that carry the number and the victims';
COMMENT ON COLUMN mart.running_totals.effect IS 'killed, injured, missing, or casualties (dead and wounded not told apart)';
COMMENT ON COLUMN mart.running_totals.low IS 'Least number that the words allow; null where they set no lower bound';
COMMENT ON COLUMN mart.running_totals.best IS 'The figure that the words give; null for vague words such as dozens';
COMMENT ON COLUMN mart.running_totals.high IS 'Greatest number that the words allow; null where they set no upper bound';
COMMENT ON COLUMN mart.running_totals.qualifier IS 'How the words hedge: exact, at_least, more_than, at_most, about, range, vague';
COMMENT ON COLUMN mart.running_totals.victim IS 'civilian, combatant or unknown';
COMMENT ON COLUMN mart.running_totals.age IS 'child, adult or null';
COMMENT ON COLUMN mart.running_totals.gender IS 'female, male or null';
COMMENT ON COLUMN mart.running_totals.scope IS 'period or cumulative';
COMMENT ON COLUMN mart.running_totals.date_start IS 'First day that the total covers';
COMMENT ON COLUMN mart.running_totals.date_end IS 'Last day';
COMMENT ON COLUMN mart.running_totals.place IS 'The most exact place named for the claim, as the text writes it';
COMMENT ON COLUMN mart.running_totals.country IS 'Of which country it is: that of the place, else of what the article tells of (ISO 3166-1 alpha-2)';
COMMENT ON COLUMN mart.running_totals.admin1 IS 'Of which first administrative division it is; null where it is of a country';
COMMENT ON COLUMN mart.running_totals.figure IS 'best, else low, else high';
COMMENT ON COLUMN mart.running_totals.previous IS 'The figure before it in the series, passing over repeats and figures with transposed digits';
COMMENT ON COLUMN mart.running_totals.previous_on IS 'When that was published';
COMMENT ON COLUMN mart.running_totals.rise IS 'figure less previous; null for periods, repeats and the first of a series';
COMMENT ON COLUMN mart.running_totals.is_repeat IS 'True where the series had this very figure before';
COMMENT ON COLUMN mart.running_totals.falls IS 'A running total that falls by more than a revision (2 %, at least 5) and more than rounding explains';
COMMENT ON COLUMN mart.running_totals.restarts IS 'It falls below half, and what follows goes on from there: another count began';
COMMENT ON COLUMN mart.running_totals.transposed_digits IS 'Out of line with its neighbours, with the digits of one of them in another order: a slip of the pen';
COMMENT ON COLUMN mart.running_totals.jump IS 'It rises by more than half, and by 20 or more, within 30 days';
COMMENT ON COLUMN mart.running_totals.url IS 'Address';
COMMENT ON COLUMN mart.running_totals.claim_id IS 'The claim';
COMMENT ON COLUMN mart.running_totals.article_id IS 'The article';
