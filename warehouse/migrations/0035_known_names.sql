-- A name that nobody knows counts nobody: in a period that was read in full that was 0, a number. It is an error.

CREATE MACRO core.is_country(code) AS coalesce(list_contains([
        'AD', 'AE', 'AF', 'AG', 'AI', 'AL', 'AM', 'AO', 'AQ', 'AR', 'AS', 'AT', 'AU', 'AW', 'AX', 'AZ', 'BA', 'BB',
        'BD', 'BE', 'BF', 'BG', 'BH', 'BI', 'BJ', 'BL', 'BM', 'BN', 'BO', 'BQ', 'BR', 'BS', 'BT', 'BV', 'BW', 'BY',
        'BZ', 'CA', 'CC', 'CD', 'CF', 'CG', 'CH', 'CI', 'CK', 'CL', 'CM', 'CN', 'CO', 'CR', 'CU', 'CV', 'CW', 'CX',
        'CY', 'CZ', 'DE', 'DJ', 'DK', 'DM', 'DO', 'DZ', 'EC', 'EE', 'EG', 'EH', 'ER', 'ES', 'ET', 'FI', 'FJ', 'FK',
        'FM', 'FO', 'FR', 'GA', 'GB', 'GD', 'GE', 'GF', 'GG', 'GH', 'GI', 'GL', 'GM', 'GN', 'GP', 'GQ', 'GR', 'GS',
        'GT', 'GU', 'GW', 'GY', 'HK', 'HM', 'HN', 'HR', 'HT', 'HU', 'ID', 'IE', 'IL', 'IM', 'IN', 'IO', 'IQ', 'IR',
        'IS', 'IT', 'JE', 'JM', 'JO', 'JP', 'KE', 'KG', 'KH', 'KI', 'KM', 'KN', 'KP', 'KR', 'KW', 'KY', 'KZ', 'LA',
        'LB', 'LC', 'LI', 'LK', 'LR', 'LS', 'LT', 'LU', 'LV', 'LY', 'MA', 'MC', 'MD', 'ME', 'MF', 'MG', 'MH', 'MK',
        'ML', 'MM', 'MN', 'MO', 'MP', 'MQ', 'MR', 'MS', 'MT', 'MU', 'MV', 'MW', 'MX', 'MY', 'MZ', 'NA', 'NC', 'NE',
        'NF', 'NG', 'NI', 'NL', 'NO', 'NP', 'NR', 'NU', 'NZ', 'OM', 'PA', 'PE', 'PF', 'PG', 'PH', 'PK', 'PL', 'PM',
        'PN', 'PR', 'PS', 'PT', 'PW', 'PY', 'QA', 'RE', 'RO', 'RS', 'RU', 'RW', 'SA', 'SB', 'SC', 'SD', 'SE', 'SG',
        'SH', 'SI', 'SJ', 'SK', 'SL', 'SM', 'SN', 'SO', 'SR', 'SS', 'ST', 'SV', 'SX', 'SY', 'SZ', 'TC', 'TD', 'TF',
        'TG', 'TH', 'TJ', 'TK', 'TL', 'TM', 'TN', 'TO', 'TR', 'TT', 'TV', 'TW', 'TZ', 'UA', 'UG', 'UM', 'US', 'UY',
        'UZ', 'VA', 'VC', 'VE', 'VG', 'VI', 'VN', 'VU', 'WF', 'WS', 'XK', 'YE', 'YT', 'ZA', 'ZM', 'ZW'
    ], code), false);
COMMENT ON MACRO core.is_country IS 'Whether this is the ISO 3166-1 alpha-2 code of a country (warehouse/exports/countries.csv, which a test holds against it)';

CREATE OR REPLACE MACRO core.wrong_question(policy, country, victim, actor := NULL, admin1 := NULL, "method" := NULL) AS CASE
    WHEN NOT core.is_policy(policy)
        THEN concat('no policy is called ', coalesce(policy, 'NULL'), '; known: tollwatch, ucdp, acled, airwars, ibc')
    WHEN country IS NOT NULL AND NOT core.is_country(country)
            AND NOT EXISTS (SELECT 1 FROM core.event_states AS e WHERE e.country = country)
        THEN concat('no country is called ', country, '; a country is its ISO 3166-1 code in capitals, as SY: SELECT key FROM mart.casualties_by(''country'')')
    WHEN NOT list_contains(['total', 'civilian', 'combatant', 'unknown', 'children', 'women'], coalesce(victim, ''))
        THEN concat('no victim group is called ', coalesce(victim, 'NULL'), '; known: total, civilian, combatant, unknown, children, women')
    WHEN "method" IS NOT NULL AND NOT list_contains(['air_strike', 'drone_strike', 'shelling', 'missile', 'shooting', 'explosion',
            'suicide_bombing', 'landmine', 'chemical', 'execution', 'stabbing', 'clashes', 'other', 'unknown'], "method")
        THEN concat('no method is called ', "method", '; known: air_strike, drone_strike, shelling, missile, shooting, explosion, ',
            'suicide_bombing, landmine, chemical, execution, stabbing, clashes, other, unknown')
    -- of any time: who is known today may be asked for as of yesterday
    WHEN actor IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM core.event_states AS e WHERE actor IS NULL OR list_contains(e.actors, actor))
        THEN concat('no event names the actor ', actor, '; those that are named: SELECT key FROM mart.casualties_by(''actor'')')
    WHEN admin1 IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM core.event_states AS e WHERE admin1 IS NULL OR (e.admin1 = admin1 AND (country IS NULL OR e.country = country)))
        THEN concat('no event lies in the first division ', admin1, if(country IS NULL, '', concat(' of ', country)),
            '; those that are known: SELECT key, country FROM mart.casualties_by(''admin1'')')
END;
COMMENT ON MACRO core.wrong_question IS 'What is wrong with what a macro of mart is asked, in words; null where nothing is. An actor and a first division are known where an event of any time names them';

CREATE OR REPLACE MACRO mart.casualties("by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH figure AS (
    SELECT date_trunc(core.known_period("by"), f.date_start)::DATE AS period, f.event_id, f.effect, f.low, f.best, f.high
    FROM mart.event_figures_by(
        policy := policy, known_at := known_at, country := country,
        -- rolling sums look back before the first day that was asked for
        since := CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END, until := until
    ) AS f
    WHERE f.victim = victim AND f.date_start IS NOT NULL AND core.is_within(f.date_precision, "by")
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
),
summed AS (
    SELECT period, count(DISTINCT event_id) AS events,
        sum(low) FILTER (WHERE effect = 'killed')::BIGINT AS killed_low,
        sum(coalesce(best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_best,
        sum(coalesce(high, best, low)) FILTER (WHERE effect = 'killed')::BIGINT AS killed_high,
        sum(low) FILTER (WHERE effect = 'injured')::BIGINT AS injured_low,
        sum(coalesce(best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_best,
        sum(coalesce(high, best, low)) FILTER (WHERE effect = 'injured')::BIGINT AS injured_high
    FROM figure
    GROUP BY period
),
bounds AS (
    SELECT coalesce(date_trunc(core.known_period("by"), CASE WHEN "by" = 'day' THEN since::DATE - 29 ELSE since::DATE END)::DATE, min(period)) AS first_period,
        coalesce(date_trunc(core.known_period("by"), until::DATE)::DATE, max(period)) AS last_period
    FROM summed
),
days AS (
    SELECT unnest(range(
        first_period::TIMESTAMP, date_trunc(core.known_period("by"), last_period)::TIMESTAMP + ('1 ' || core.known_period("by"))::INTERVAL, INTERVAL 1 DAY
    ))::DATE AS "day"
    FROM bounds
),
-- A period holds the days that were asked for and no others
periods AS (
    SELECT date_trunc(core.known_period("by"), days."day")::DATE AS period, coalesce(sum(read.articles), 0)::BIGINT AS articles,
        count(*) FILTER (WHERE read.is_read IS DISTINCT FROM true AND (since IS NULL OR "by" = 'day' OR days."day" >= since::DATE)
            AND (until IS NULL OR days."day" <= until::DATE)) AS unread_days
    FROM days
    LEFT JOIN core.days_read(country, known_at) AS read ON read."day" = days."day"
    GROUP BY ALL
),
-- A period counts 0 where no event of it is known and each of its days was read; else it counts nothing.
filled AS (
    SELECT periods.period, coalesce(events, 0) AS events, articles,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE killed_low END AS killed_low,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE killed_best END AS killed_best,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE killed_high END AS killed_high,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE injured_low END AS injured_low,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE injured_best END AS injured_best,
        CASE WHEN summed.period IS NULL AND unread_days = 0 THEN 0 ELSE injured_high END AS injured_high,
        unread_days
    FROM periods
    LEFT JOIN summed ON summed.period = periods.period
),
rolled AS (
    SELECT *,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER week END::BIGINT AS killed_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(killed_best) OVER month END::BIGINT AS killed_best_30_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER week END::BIGINT AS injured_best_7_days,
        CASE WHEN "by" = 'day' THEN sum(injured_best) OVER month END::BIGINT AS injured_best_30_days,
        CASE WHEN "by" = 'day' THEN sum(unread_days) OVER week END::BIGINT AS unread_7_days,
        CASE WHEN "by" = 'day' THEN sum(unread_days) OVER month END::BIGINT AS unread_30_days
    FROM filled
    WINDOW week AS (ORDER BY period ROWS 6 PRECEDING), month AS (ORDER BY period ROWS 29 PRECEDING)
)
SELECT *
FROM rolled
-- days before `since` were read for the rolling sums alone
WHERE since IS NULL OR rolled.period >= date_trunc(core.known_period("by"), since::DATE)
UNION ALL BY NAME
SELECT error(asked.wrong)::DATE AS period
FROM (SELECT core.wrong_question(policy, country, victim, actor := actor, admin1 := admin1, "method" := "method") AS wrong) AS asked
WHERE asked.wrong IS NOT NULL
ORDER BY period;
COMMENT ON MACRO TABLE mart.casualties IS 'Casualties by day, week, month, quarter or year, gaps filled; optionally of one country (ISO code), first division, span of days, victim group, actor or method, under a policy (tollwatch, ucdp, acled, airwars, ibc), as known at a time: FROM mart.casualties("by" := ''week'', country := ''SY'', policy := ''ucdp''). articles: published in the period, on any subject; unread_days: days of the period that were not read: on which not most of the outlets that report on the country were looked at whole (core.days_read), so that a sum over them may lack events. A figure is 0 where no event is known and every day of the period was read, and null where no event is known and one was not. For days, the sums over 7 and 30 days and in unread_7_days and unread_30_days how many of those were not read';

CREATE OR REPLACE MACRO mart.casualties_by(what := 'country', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH figure AS (
    SELECT f.event_id, f.effect, f.victim, f.date_start, f.country, f.admin1, f.place, f.actors, f."method", f.low, f.best, f.high
    FROM mart.event_figures_by(policy := policy, known_at := known_at, country := country, since := since, until := until) AS f
    WHERE (what = 'victim' OR f.victim = victim)
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
),
keyed AS (
    SELECT figure.*, CASE what
            WHEN 'country' THEN figure.country WHEN 'admin1' THEN figure.admin1 WHEN 'place' THEN figure.place
            WHEN 'method' THEN figure."method" WHEN 'victim' THEN figure.victim
        END AS key
    FROM figure
    WHERE what <> 'actor'
    UNION ALL BY NAME
    SELECT figure.*, unnest(if(len(figure.actors) > 0, figure.actors, [NULL])) AS key
    FROM figure
    WHERE what = 'actor'
)
SELECT *
FROM (
SELECT keyed.key, CASE WHEN what IN ('country', 'admin1', 'place') THEN keyed.country END AS country,
    CASE WHEN what IN ('admin1', 'place') THEN keyed.admin1 END AS admin1,
    count(DISTINCT keyed.event_id) AS events, min(keyed.date_start) AS first_day, max(keyed.date_start) AS last_day,
    sum(keyed.low) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_low,
    sum(coalesce(keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_best,
    sum(coalesce(keyed.high, keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'killed')::BIGINT AS killed_high,
    sum(keyed.low) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_low,
    sum(coalesce(keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_best,
    sum(coalesce(keyed.high, keyed.best, keyed.low)) FILTER (WHERE keyed.effect = 'injured')::BIGINT AS injured_high
FROM keyed
GROUP BY 1, 2, 3
UNION ALL BY NAME
SELECT error(asked.wrong) AS key
FROM (
    SELECT coalesce(
        CASE WHEN NOT list_contains(['country', 'admin1', 'place', 'actor', 'method', 'victim'], coalesce(what, ''))
            THEN concat('casualties are not told by ', coalesce(what, 'NULL'), '; known: country, admin1, place, actor, method, victim') END,
        core.wrong_question(policy, country, victim, actor := actor, admin1 := admin1, "method" := "method")
    ) AS wrong
) AS asked
WHERE asked.wrong IS NOT NULL
) AS told
ORDER BY told.killed_best DESC NULLS LAST, told.key, told.country, told.admin1;
COMMENT ON MACRO TABLE mart.casualties_by IS 'Casualties by country, admin1 (governorate), place, actor, method or victim group: FROM mart.casualties_by(''admin1'', country := ''SY'', since := ''2018-01-01''). key is null where it is not known. An event with several actors counts for each, and children and women count in their class too: do not add such rows';

CREATE OR REPLACE MACRO mart.deadliest(most := 10, country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch', known_at := NULL, admin1 := NULL, "method" := NULL) AS TABLE
WITH worst AS (
    SELECT f.*
    FROM mart.event_figures_by(policy := policy, known_at := known_at, country := country, since := since, until := until) AS f
    WHERE f.effect = 'killed' AND f.victim = victim AND coalesce(f.best, f.low, f.high) IS NOT NULL
        AND (actor IS NULL OR list_contains(f.actors, actor))
        AND (admin1 IS NULL OR f.admin1 = admin1)
        AND ("method" IS NULL OR f."method" = "method")
    ORDER BY coalesce(f.best, f.low, f.high) DESC, coalesce(f.high, f.best, f.low) DESC, f.event_id
    LIMIT most
)
SELECT *
FROM (
SELECT worst.event_id, worst.date_start, worst.date_precision, worst.place, worst.admin1, worst.country, worst.actors, worst."method",
    worst.low, worst.best, worst.high, worst.grade, worst.sources
FROM worst
UNION ALL BY NAME
SELECT error(asked.wrong) AS event_id
FROM (SELECT core.wrong_question(policy, country, victim, actor := actor, admin1 := admin1, "method" := "method") AS wrong) AS asked
WHERE asked.wrong IS NOT NULL
) AS told
ORDER BY coalesce(told.best, told.low, told.high) DESC, coalesce(told.high, told.best, told.low) DESC, told.event_id;
COMMENT ON MACRO TABLE mart.deadliest IS 'The events with most killed, in all or of one victim group: FROM mart.deadliest(5, country := ''SY'', victim := ''children''). By the best figure, else the low one; equal ones by the high one. sources: independent sources that give the figure';
