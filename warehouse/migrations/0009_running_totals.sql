-- What sources add up themselves, as series, and how it compares with the incidents; parts beside their wholes.

CREATE VIEW core.claimed_areas AS
-- qualified, since macros that read this have a parameter named country, which would take its place
WITH mentioned AS (
    SELECT DISTINCT core.folded(place."name") AS folded_name, core.folded(place.admin1) AS folded_admin1, place.admin1,
        place.country AS country_code, place."precision", place."name"
    FROM (SELECT unnest(places) AS place FROM core.incidents WHERE is_current)
    WHERE place.country IS NOT NULL
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
    SELECT article_id, places[1].country AS country_code
    FROM core.incidents
    WHERE is_current AND len(places) > 0
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY ordinal, incident_id) = 1
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

CREATE MACRO core.rounding_unit(number) AS
    CASE WHEN number = 0 THEN 1 ELSE 10 ** (length(number::VARCHAR) - length(rtrim(number::VARCHAR, '0'))) END::BIGINT;
COMMENT ON MACRO core.rounding_unit IS 'To what a number may have been rounded: 1000 for 41000, 1 for 41020 less its zero (10)';

CREATE MACRO core.sorted_digits(number) AS list_sort(string_split(number::VARCHAR, ''));
COMMENT ON MACRO core.sorted_digits IS 'The digits of a number, sorted: equal for numbers that differ by the order of their digits';

CREATE OR REPLACE VIEW mart.running_totals AS
WITH total AS (
    SELECT coalesce(article.published_on, article.published_at::DATE) AS published_on, article.published_at,
        coalesce(claim.source, article.publisher) AS source, article.publisher, claim.quote, claim.effect, claim.low,
        claim.best, claim.high, claim.qualifier, claim.victim, claim.age, claim.gender, claim.scope, claim.date_start,
        claim.date_end, claim.place, area.country, area.admin1, area.place AS area_place, article.url, claim.claim_id,
        claim.article_id, claim.span_start,
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
-- What stood before and after, passing over figures that only repeat an earlier one
neighboured AS (
    SELECT *,
        last_value(CASE WHEN NOT is_repeat THEN figure END IGNORE NULLS) OVER before AS previous,
        last_value(CASE WHEN NOT is_repeat THEN published_on END IGNORE NULLS) OVER before AS previous_on,
        first_value(CASE WHEN NOT is_repeat THEN figure END IGNORE NULLS) OVER after AS following
    FROM marked
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
    scope = 'cumulative' AND NOT is_repeat AND (
        coalesce(figure < previous AND (core.sorted_digits(figure) = core.sorted_digits(previous)
            OR coalesce(core.sorted_digits(figure) = core.sorted_digits(following), false)), false)
        OR coalesce(figure > following AND previous <= following AND (core.sorted_digits(figure) = core.sorted_digits(previous)
            OR core.sorted_digits(figure) = core.sorted_digits(following)), false)
    ) AS transposed_digits,
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
COMMENT ON COLUMN mart.running_totals.previous IS 'The figure before it in the series, passing over repeats';
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

CREATE MACRO mart.reconciliation("by" := 'day', country := NULL, since := NULL, until := NULL, policy := 'tollwatch') AS TABLE
WITH official AS (
    SELECT t.series_id, any_value(t.source) AS source, t.effect, any_value(t.country) AS country_code, any_value(t.admin1) AS division,
        CASE WHEN any_value(t.victim) = 'unknown' THEN 'total' ELSE any_value(t.victim) END AS victim_group,
        date_trunc("by", t.published_on)::DATE AS period, max_by(t.figure, (t.published_on, t.figure)) AS figure
    FROM mart.running_totals AS t
    WHERE t.scope = 'cumulative' AND t.effect IN ('killed', 'injured') AND t.age IS NULL AND t.gender IS NULL
        AND NOT t.is_repeat AND t.published_on IS NOT NULL
        AND (country IS NULL OR t.country = country)
    GROUP BY t.series_id, t.effect, date_trunc("by", t.published_on)
),
-- The rise of a period is known where the figure at the end of the period before it is
risen AS (
    SELECT official.*, earlier.figure AS figure_before, official.figure - earlier.figure AS official_rise
    FROM official
    LEFT JOIN official AS earlier ON earlier.series_id = official.series_id
        AND earlier.period + ('1 ' || "by")::INTERVAL = official.period
    WHERE (since IS NULL OR official.period >= date_trunc("by", since::DATE))
        AND (until IS NULL OR official.period <= until::DATE)
),
summed AS (
    -- of each country, and of each first division
    SELECT date_trunc("by", f.date_start)::DATE AS period, f.country_code,
        CASE WHEN grouping(f.division) = 1 THEN '' ELSE coalesce(f.division, 'not known') END AS division_key,
        f.effect, f.victim_group, count(DISTINCT f.event_id) AS events, sum(coalesce(f.best, f.low))::BIGINT AS incidents
    FROM mart.event_figures_by(policy := policy, country := country) AS f(
        event_id, date_start, date_precision, country_code, division, location, actors, means, effect, victim_group,
        low, best, high, grade, sources
    )
    WHERE list_contains(CASE "by"
            WHEN 'day' THEN ['day', 'days']
            WHEN 'week' THEN ['day', 'days', 'week']
            WHEN 'month' THEN ['day', 'days', 'week', 'month', 'inferred']
            ELSE ['day', 'days', 'week', 'month', 'year', 'inferred']
        END, f.date_precision)
    GROUP BY GROUPING SETS (
        (date_trunc("by", f.date_start), f.country_code, f.effect, f.victim_group),
        (date_trunc("by", f.date_start), f.country_code, f.division, f.effect, f.victim_group)
    )
),
read AS (
    SELECT DISTINCT date_trunc("by", coalesce(a.published_on, a.published_at::DATE))::DATE AS period FROM core.articles AS a
),
compared AS (
    SELECT risen.*, coalesce(summed.events, 0) AS events,
        -- a period that was read and has no event counts none
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
SELECT core.refused_policy(policy) AS series_id
WHERE NOT core.is_policy(policy)
ORDER BY period, series_id;
COMMENT ON MACRO TABLE mart.reconciliation IS 'By day (week, month, quarter, year) and area: by how much each running total rose (official_rise), what the incidents of the same area, effect and group add up to under a policy (incidents), and the difference. Null where either is unknown: no figure at the end of the period before, or no article of the period, or no area';

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
checked AS (
    FROM claimed UNION ALL FROM figures
)
SELECT checked.basis, member.event_id, checked.article_id, article.publisher, article.url, checked.effect, checked.part_id, checked.part, checked.part_low,
    checked.part_best, checked.part_high, checked.whole_id, checked.whole, checked.whole_low, checked.whole_best, checked.whole_high,
    -- what is surely in the part against the most that the whole can be; a whole with no upper bound holds any part
    coalesce(checked.part_low, checked.part_best)
        > CASE WHEN checked.whole_high IS NOT NULL THEN greatest(checked.whole_high, checked.whole_best) END AS is_larger,
    CASE WHEN is_larger THEN coalesce(checked.part_low, checked.part_best) - greatest(checked.whole_high, checked.whole_best) END AS excess
FROM checked
JOIN core.articles AS article ON article.article_id = checked.article_id
LEFT JOIN (SELECT DISTINCT incident_id, event_id FROM core.event_members) AS member ON member.incident_id = checked.incident_id;
COMMENT ON VIEW mart.subset_checks IS 'Each part beside its whole: claims that are part of another claim (children, women, medics), and the groups of a source''s figures beside its total. No part is ever added to its whole; one that is larger than its whole is flagged.';
COMMENT ON COLUMN mart.subset_checks.basis IS 'claims or figures';
COMMENT ON COLUMN mart.subset_checks.event_id IS 'The event; null for running totals';
COMMENT ON COLUMN mart.subset_checks.article_id IS 'The article';
COMMENT ON COLUMN mart.subset_checks.publisher IS 'Outlet';
COMMENT ON COLUMN mart.subset_checks.url IS 'Address';
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
