-- What may be asked: names, days and effects that nobody knows are errors.

CREATE MACRO core.repeated(asked) AS CASE
    WHEN asked IS NULL THEN 'NULL' WHEN length(asked) > 60 THEN concat(asked[:60], '…') ELSE asked
END;
COMMENT ON MACRO core.repeated IS 'As much of what somebody asked for as an error need repeat';

CREATE MACRO core.no_such(kind, asked, known) AS concat(
    'no ', kind, ' is called ', core.repeated(asked),
    array_to_string(list_transform(
        list_sort(list_filter(
            list_transform(known, lambda name: {'away': 1 - jaro_winkler_similarity(core.folded(asked), core.folded(name)), 'name': name}),
            lambda near: near.away <= 0.2
        ))[:1],
        lambda nearest: concat(', did you mean ', nearest.name, '?')
    ), ''),
    '; known: ', array_to_string(known, ', ')
);
COMMENT ON MACRO core.no_such IS 'That nothing of a kind has this name, which one may be meant, and which there are';

CREATE MACRO core.policies_known() AS ['tollwatch', 'ucdp', 'acled', 'airwars', 'ibc'];
COMMENT ON MACRO core.policies_known IS 'The names of the policies';

CREATE MACRO core.victims_known() AS ['total', 'civilian', 'combatant', 'unknown', 'children', 'women'];
COMMENT ON MACRO core.victims_known IS 'The victim groups';

CREATE MACRO core.methods_known() AS ['air_strike', 'drone_strike', 'shelling', 'missile', 'shooting', 'explosion', 'suicide_bombing', 'landmine',
    'chemical', 'execution', 'stabbing', 'clashes', 'other', 'unknown'];
COMMENT ON MACRO core.methods_known IS 'The methods of attack';

CREATE MACRO core.periods_known() AS ['day', 'week', 'month', 'quarter', 'year'];
COMMENT ON MACRO core.periods_known IS 'The periods of a series';

-- Names and codes of countries stand among the phrases; a short one is meant only where it is the same.
CREATE MACRO core.wrong_country(code) AS CASE
    WHEN code IS NOT NULL AND NOT core.is_country(code) AND NOT EXISTS (SELECT 1 FROM core.event_states AS e WHERE e.country = code)
        THEN concat('no country is called ', core.repeated(code), (
            SELECT concat(', did you mean ', arg_max(likely.meaning, (likely.likeness, likely.meaning)), '?')
            FROM (
                SELECT p.meaning, if(least(length(code), length(p.phrase)) <= 3, (core.folded(code) = p.phrase)::INTEGER,
                    jaro_winkler_similarity(core.folded(code), p.phrase)) AS likeness
                FROM core.phrases AS p
                WHERE p.list = 'country' AND NOT core.is_country(code)
            ) AS likely
            WHERE likely.likeness >= 0.85
            HAVING count(*) > 0
        ), '; a country is its ISO 3166-1 code in capitals, as SY: SELECT key FROM mart.casualties_by(''country'')')
END;
COMMENT ON MACRO core.wrong_country IS 'What is wrong with a country that is asked for, in words; null where nothing is';

CREATE MACRO core.wrong_question(policy, country, victim, actor := NULL, admin1 := NULL, "method" := NULL) AS coalesce(
    CASE WHEN NOT core.is_policy(policy) THEN core.no_such('policy', policy, core.policies_known()) END,
    core.wrong_country(country),
    CASE
        WHEN NOT list_contains(core.victims_known(), coalesce(victim, '')) THEN core.no_such('victim group', victim, core.victims_known())
        WHEN "method" IS NOT NULL AND NOT list_contains(core.methods_known(), "method")
            THEN core.no_such('method', "method", core.methods_known())
        -- of any time: who is known today may be asked for as of yesterday
        WHEN actor IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM core.event_states AS e WHERE actor IS NULL OR list_contains(e.actors, actor))
            THEN concat('no event names the actor ', core.repeated(actor), '; those that are named: SELECT key FROM mart.casualties_by(''actor'')')
        WHEN admin1 IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM core.event_states AS e WHERE admin1 IS NULL OR (e.admin1 = admin1 AND (country IS NULL OR e.country = country)))
            THEN concat('no event lies in the first division ', core.repeated(admin1), if(country IS NULL, '', concat(' of ', country)),
                '; those that are known: SELECT key, country FROM mart.casualties_by(''admin1'')')
    END
);
COMMENT ON MACRO core.wrong_question IS 'What is wrong with what a macro of mart is asked, in words; null where nothing is. An actor and a first division are known where an event of any time names them';

CREATE MACRO core.refusals(policy, country) AS TABLE
SELECT asked.wrong
FROM (SELECT core.wrong_question(policy, country, 'total') AS wrong) AS asked
WHERE asked.wrong IS NOT NULL;
COMMENT ON MACRO TABLE core.refusals IS 'One row where a policy or a country is not known: what is wrong with it';

CREATE MACRO core.wrong_effect(effect) AS CASE
    WHEN NOT list_contains(['killed', 'injured'], coalesce(effect, '')) THEN core.no_such('effect', effect, ['killed', 'injured'])
END;
COMMENT ON MACRO core.wrong_effect IS 'What is wrong with an effect that a macro of mart is asked for, in words; null where nothing is';

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

CREATE MACRO core.no_time() AS 'as of which time? known_at is NULL; what is known now: mart.events, mart.casualties';
COMMENT ON MACRO core.no_time IS 'What is wrong where a time is asked for and null: the answer of today would be taken for that of another day';

CREATE MACRO core.known_period("by") AS CASE
    WHEN list_contains(core.periods_known(), "by") THEN "by"
    -- not by core.no_such: DuckDB takes the names of its lambdas for columns where one groups by a period
    ELSE error(concat('no period is called ', core.repeated("by"), '; known: ', array_to_string(core.periods_known(), ', ')))
END;
COMMENT ON MACRO core.known_period IS 'The period itself; an error that lists them where it is none';

CREATE MACRO core.is_within(date_precision, "by") AS list_contains(CASE "by"
    WHEN 'day' THEN ['day', 'days']
    WHEN 'week' THEN ['day', 'days', 'week']
    WHEN 'month' THEN ['day', 'days', 'week', 'month', 'inferred']
    ELSE ['day', 'days', 'week', 'month', 'year', 'inferred']
END, date_precision);
COMMENT ON MACRO core.is_within IS 'Whether an event dated so exactly lies in one period: one known to the month is in no day and no week';
