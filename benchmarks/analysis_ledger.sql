-- A warehouse of {events} events, written straight into the tables of core: four reports to an event, five claims to two
-- reports, eleven years, thirty countries. By chance from the rows' numbers alone, so every run writes the same.

CREATE TEMP MACRO chance(number, salt) AS (hash(concat(salt, number)) >> 11)::DOUBLE / (1::UBIGINT << 53)::DOUBLE;

CREATE TEMP MACRO named(prefix, number, salt) AS concat(prefix, '-', printf('%014x', hash(concat(salt, number)) >> 8));

CREATE TEMP TABLE event AS
SELECT named('ev', i, 'event') AS event_id, i AS event_no,
    DATE '2015-01-01' + (chance(i, 'day') * 4018)::INTEGER AS day,
    if(chance(i, 'precision') < 0.9, 'day', 'month') AS date_precision,
    ['SY', 'IQ', 'YE', 'UA', 'SD', 'AF', 'PS', 'ML', 'NG', 'SO', 'LY', 'ET', 'CD', 'MM', 'LB', 'PK', 'BF', 'NE', 'MX', 'CO',
        'CM', 'TD', 'SS', 'CF', 'MZ', 'EG', 'IN', 'PH', 'TR', 'RU'][1 + (30 * chance(i, 'country') ** 2)::INTEGER % 30] AS country,
    1 + (chance(i, 'place') * 4999)::INTEGER AS place_no,
    CASE WHEN chance(i, 'actor') < 0.6 THEN [concat('Actor ', 1 + (40 * chance(i, 'which') ** 2)::INTEGER)] ELSE [] END AS actors,
    ['air_strike', 'shelling', 'shooting', 'explosion', 'unknown', 'clashes', 'drone_strike', 'landmine'][1 + (chance(i, 'method') * 7)::INTEGER] AS method,
    1 + floor(exp(4.5 * chance(i, 'toll') ** 2) - 1)::BIGINT AS toll,
    1 + (chance(i, 'reports') * 6)::BIGINT AS reports
FROM range({events}) AS numbers(i);

CREATE TEMP TABLE report AS
SELECT event.*, event_no * 10 + nth AS report_no, nth, named('in', report_no, 'incident') AS incident_id,
    named('ar', report_no, 'article') AS article_id, named('ve', report_no, 'version') AS version_id,
    day::TIMESTAMP + to_hours((6 + nth * 9 + 8 * chance(report_no, 'hour'))::INTEGER) AS published_at,
    concat('Outlet ', 1 + (200 * chance(report_no, 'outlet') ** 2)::INTEGER) AS publisher,
    ['the health ministry', 'police', 'a war monitor', 'the army', 'residents', 'a hospital', NULL][1 + (chance(report_no, 'source') * 6)::INTEGER] AS source,
    greatest(1, toll + (chance(report_no, 'revised') * 4)::BIGINT - 2) AS dead,
    toll * 2 AS hurt,
    chance(report_no, 'civilians') < 0.5 AS tells_civilians, chance(report_no, 'children') < 0.25 AS tells_children,
    chance(report_no, 'injured') < 0.55 AS tells_injured, chance(report_no, 'total') < 0.2 AS tells_total,
    concat('Place ', place_no) AS place, concat('Province ', country, ' ', place_no % 14) AS admin1,
    -40 + (place_no * 7919 % 9000) / 100 AS lat, -20 + (place_no * 104729 % 12000) / 100 AS lon
FROM event, unnest(range(reports)) AS numbers(nth);

INSERT INTO core.articles BY NAME
SELECT article_id, version_id AS current_version_id, concat('https://', publisher, '.example/', article_id) AS url, publisher,
    'en' AS language, concat(dead, ' killed in ', place) AS title, published_at::DATE AS published_on, published_at,
    published_at AS first_known_at, published_at AS last_known_at, 1 AS versions
FROM report;

INSERT INTO core.article_versions BY NAME
SELECT version_id, article_id, concat(dead, ' killed in ', place) AS title, published_at AS known_from, true AS is_current
FROM report;

INSERT INTO core.incidents BY NAME
SELECT incident_id AS row_id, incident_id, published_at AS known_from, true AS is_current, article_id, version_id,
    '1.0.0' AS extractor_version, 1 AS ordinal, day AS date_start, day AS date_end, date_precision,
    [{'name': place, 'admin1': admin1, 'country': country, 'lat': lat, 'lon': lon, 'precision': 'town', 'geoname_id': NULL::BIGINT}] AS places,
    actors, method
FROM report;

CREATE TEMP TABLE said AS
SELECT * EXCLUDE (claim), claim.effect AS effect, claim.victim_group AS victim_group, claim.number AS number, claim.scope AS scope,
    report_no * 10 + claim.nth AS claim_no
FROM (
    SELECT report_no, event_id, incident_id, article_id, version_id, publisher, source, published_at, day, place, actors, method,
        unnest(list_filter([
            {'nth': 0, 'effect': 'killed', 'victim_group': 'total', 'number': dead, 'scope': 'incident'},
            CASE WHEN tells_civilians THEN {'nth': 1, 'effect': 'killed', 'victim_group': 'civilian', 'number': dead, 'scope': 'incident'} END,
            CASE WHEN tells_children THEN {'nth': 2, 'effect': 'killed', 'victim_group': 'children', 'number': 1 + dead // 4, 'scope': 'incident'} END,
            CASE WHEN tells_injured THEN {'nth': 3, 'effect': 'injured', 'victim_group': 'total', 'number': hurt, 'scope': 'incident'} END,
            CASE WHEN tells_total THEN {'nth': 4, 'effect': 'killed', 'victim_group': 'total', 'number': 100000 + report_no % 1000, 'scope': 'cumulative'} END
        ], lambda told: told IS NOT NULL)) AS claim
    FROM report
);

INSERT INTO core.claims BY NAME
SELECT named('cl', claim_no, 'claim') AS row_id, row_id AS claim_id, published_at AS known_from, true AS is_current, article_id, version_id,
    '1.0.0' AS extractor_version, claim_no % 10 * 80 AS span_start, span_start + 12 AS span_end, concat(number, ' people') AS quote, effect,
    number AS low, number AS best, if(claim_no % 7 = 0, NULL, number) AS high, if(claim_no % 7 = 0, 'at_least', 'exact') AS qualifier,
    CASE WHEN victim_group IN ('civilian', 'children') THEN 'civilian' ELSE 'unknown' END AS victim,
    CASE victim_group WHEN 'children' THEN 'child' END AS age,
    CASE WHEN victim_group <> 'total' THEN named('cl', claim_no // 10 * 10, 'claim') END AS subset_of, scope, 'asserted' AS modality,
    CASE scope WHEN 'incident' THEN incident_id END AS incident_id, day AS date_start, day AS date_end, 'day' AS date_precision,
    place, actors[1] AS actor, method, source, 0.9 AS confidence
FROM said;

INSERT INTO core.memberships BY NAME
SELECT event_id, report_no::UBIGINT AS row_key, incident_id, article_id, nth = 0 AS is_founder, article_id AS independent_source,
    published_at AS known_from, true AS is_current
FROM report;

INSERT INTO core.source_figures BY NAME
SELECT event_id, effect, victim_group AS victim, article_id AS independent_source, publisher, article_id, incident_id,
    published_at AS reported_at, number AS low, number AS best, if(claim_no % 7 = 0, NULL, number) AS high,
    published_at AS known_from, true AS is_current
FROM said
WHERE scope = 'incident';

-- each report makes a new state of its event
INSERT INTO core.event_states BY NAME
SELECT event_id, day AS date_start, day AS date_end, date_precision, place, admin1, country, lat, lon, 'town' AS place_precision,
    actors, method, nth + 1 AS articles, nth + 1 AS publishers, nth + 1 AS independent_sources,
    min(published_at) OVER known AS first_reported_at, published_at AS last_reported_at,
    min(dead) OVER known AS killed_low, dead AS killed_best, max(dead) OVER known AS killed_high,
    min(dead) FILTER (WHERE tells_civilians) OVER known AS killed_civilian_low, killed_civilian_low AS killed_civilian_best,
    killed_civilian_low AS killed_civilian_high,
    min(1 + dead // 4) FILTER (WHERE tells_children) OVER known AS killed_children_low, killed_children_low AS killed_children_best,
    min(hurt) FILTER (WHERE tells_injured) OVER known AS injured_low, injured_low AS injured_best, injured_low AS injured_high,
    published_at AS known_from, lead(published_at) OVER (PARTITION BY event_id ORDER BY nth) AS known_to, known_to IS NULL AS is_current
FROM report
WINDOW known AS (PARTITION BY event_id ORDER BY nth);

INSERT INTO core.told_figures BY NAME
SELECT event_id, figure.*, known_from AS told_from, known_to AS told_to
FROM (SELECT event_id, known_from, known_to, unnest(core.figures_of(state)) AS figure FROM core.event_states AS state)
WHERE coalesce(figure.low, figure.best, figure.high) IS NOT NULL;
