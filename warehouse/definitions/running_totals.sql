-- What sources add up themselves, as series, and how it compares with the incidents.

CREATE MACRO core.rounding_unit(number) AS
    CASE WHEN number = 0 THEN 1 ELSE 10 ** (length(number::VARCHAR) - length(rtrim(number::VARCHAR, '0'))) END::BIGINT;
COMMENT ON MACRO core.rounding_unit IS 'To what a number may have been rounded: 1000 for 41000, 1 for 41020 less its zero (10)';

CREATE MACRO core.sorted_digits(number) AS list_sort(string_split(number::VARCHAR, ''));
COMMENT ON MACRO core.sorted_digits IS 'The digits of a number, sorted: equal for numbers that differ by the order of their digits';

CREATE VIEW core.claimed_areas AS
-- qualified, since macros that read this have a parameter named country, which would take its place
WITH mentioned AS (
    SELECT core.folded("name") AS folded_name, core.folded(admin1) AS folded_admin1, admin1, country_code, "precision", "name"
    FROM (
        SELECT DISTINCT place."name", place.admin1, place.country AS country_code, place."precision"
        FROM (SELECT unnest(places) AS place FROM core.incidents WHERE is_current)
        WHERE place.country IS NOT NULL
    )
),
-- One name may lie in several countries; then it is no area. An admin1 is known by its own name or by places inside it.
areas AS (
    SELECT folded_name AS area_name, any_value(country_code) AS country_code,
        CASE WHEN bool_or("precision" = 'country') THEN NULL ELSE min(admin1) END AS admin1,
        CASE WHEN bool_or("precision" IN ('country', 'region', 'admin1')) THEN NULL ELSE min("name") END AS place
    FROM mentioned
    WHERE folded_name <> ''
    GROUP BY folded_name
    HAVING count(DISTINCT country_code) = 1
    UNION ALL
    SELECT folded_admin1, any_value(country_code), min(admin1), NULL
    FROM mentioned
    WHERE folded_admin1 <> '' AND folded_admin1 NOT IN (SELECT folded_name FROM mentioned)
    GROUP BY folded_admin1
    HAVING count(DISTINCT country_code) = 1
),
article_countries AS (
    SELECT article_id, arg_min_null(places[1].country, (ordinal, incident_id)) AS country_code
    FROM core.incidents
    WHERE is_current AND len(places) > 0
    GROUP BY article_id
)
SELECT claim.row_id, coalesce(areas.country_code, article_countries.country_code) AS country, areas.admin1, areas.place,
    CASE WHEN areas.area_name IS NOT NULL THEN 'place' WHEN article_countries.country_code IS NOT NULL THEN 'article' END AS known_by
FROM core.claims AS claim
LEFT JOIN areas ON areas.area_name = core.folded(claim.place)
LEFT JOIN article_countries ON article_countries.article_id = claim.article_id
WHERE claim.is_current AND claim.scope IN ('period', 'cumulative');
COMMENT ON VIEW core.claimed_areas IS 'Of which area each current running or period total is.';
COMMENT ON COLUMN core.claimed_areas.row_id IS 'The row of core.claims';
COMMENT ON COLUMN core.claimed_areas.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN core.claimed_areas.admin1 IS 'First administrative division; null where the total is of a country';
COMMENT ON COLUMN core.claimed_areas.place IS 'Town or the like; null where the total is of more';
COMMENT ON COLUMN core.claimed_areas.known_by IS 'place: the claim names a place that incidents lie in; article: the country of what the article tells of; null where neither is known';

-- A figure with transposed digits is out of line itself; what is told after it is compared with what was told before it.

CREATE VIEW mart.running_totals AS
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
COMMENT ON COLUMN mart.running_totals.scope IS 'period or cumulative';
COMMENT ON COLUMN mart.running_totals.date_start IS 'First day that the total covers';
COMMENT ON COLUMN mart.running_totals.date_end IS 'Last day';
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
COMMENT ON COLUMN mart.running_totals.claim_id IS 'The claim';

CREATE MACRO mart.reconciliation("by" := 'day', country := NULL, since := NULL, until := NULL, policy := 'tollwatch') AS TABLE
WITH official AS (
    SELECT t.series_id, any_value(t.source) AS source, t.effect, any_value(t.country) AS country_code, any_value(t.admin1) AS division,
        CASE WHEN any_value(t.victim) = 'unknown' THEN 'total' ELSE any_value(t.victim) END AS victim_group,
        date_trunc(core.known_period("by"), t.published_on)::DATE AS period, max_by(t.figure, (t.published_on, t.figure)) AS figure
    FROM mart.running_totals AS t
    WHERE t.scope = 'cumulative' AND t.effect IN ('killed', 'injured') AND t.age IS NULL AND t.gender IS NULL
        AND NOT t.is_repeat AND t.published_on IS NOT NULL
        AND (country IS NULL OR t.country = country)
    GROUP BY t.series_id, t.effect, date_trunc(core.known_period("by"), t.published_on)
),
-- The rise of a period is known where the figure at the end of the period before it is
risen AS (
    SELECT official.*, earlier.figure AS figure_before, official.figure - earlier.figure AS official_rise
    FROM official
    LEFT JOIN official AS earlier ON earlier.series_id = official.series_id
        AND earlier.period + ('1 ' || core.known_period("by"))::INTERVAL = official.period
    WHERE (since IS NULL OR official.period >= date_trunc(core.known_period("by"), since::DATE))
        AND (until IS NULL OR official.period <= until::DATE)
),
summed AS (
    -- of each country, and of each first division
    SELECT date_trunc(core.known_period("by"), f.date_start)::DATE AS period, f.country_code,
        CASE WHEN grouping(f.division) = 1 THEN '' ELSE coalesce(f.division, 'not known') END AS division_key,
        f.effect, f.victim_group, count(DISTINCT f.event_id) AS events, sum(coalesce(f.best, f.low))::BIGINT AS incidents
    FROM core.counted_figures(policy, NULL, country, NULL, NULL) AS f(
        event_id, date_start, date_precision, country_code, division, location, actors, means, effect, victim_group,
        low, best, high, grade, sources
    )
    WHERE core.is_within(f.date_precision, "by")
    GROUP BY GROUPING SETS (
        (date_trunc(core.known_period("by"), f.date_start), f.country_code, f.effect, f.victim_group),
        (date_trunc(core.known_period("by"), f.date_start), f.country_code, f.division, f.effect, f.victim_group)
    )
),
read AS (
    SELECT date_trunc(core.known_period("by"), looked."day")::DATE AS period
    FROM core.days_read(country, NULL) AS looked
    WHERE looked.is_read
    GROUP BY 1
    HAVING count(*) = date_diff('day', period, (period + ('1 ' || core.known_period("by"))::INTERVAL)::DATE)
),
compared AS (
    SELECT risen.*, coalesce(summed.events, 0) AS events,
        -- a period of which each day was read and that has no event counts none
        CASE WHEN summed.period IS NULL AND risen.country_code IS NOT NULL AND read.period IS NOT NULL THEN 0
            ELSE summed.incidents END AS incidents
    FROM risen
    LEFT JOIN summed ON summed.period = risen.period AND summed.country_code = risen.country_code
        AND summed.division_key = coalesce(risen.division, '')
        AND summed.effect = risen.effect AND summed.victim_group = risen.victim_group
    LEFT JOIN read ON read.period = risen.period
)
SELECT compared.period, compared.country_code AS country, compared.division AS admin1, compared.effect,
    compared.victim_group AS victim, compared.source, compared.series_id, compared.figure_before AS official_before,
    compared.figure AS official, compared.official_rise, compared.events, compared.incidents,
    compared.official_rise - compared.incidents AS difference
FROM compared
UNION ALL BY NAME
SELECT error(refused.wrong) AS series_id FROM core.refusals(policy, country) AS refused
ORDER BY period, series_id;
COMMENT ON MACRO TABLE mart.reconciliation IS 'By day (week, month, quarter, year) and area: by how much each running total rose (official_rise), what the incidents of the same area, effect and group add up to under a policy (incidents), and the difference. Null where either is unknown: no figure at the end of the period before, or no event in a period of which not each day was read, or no area';
