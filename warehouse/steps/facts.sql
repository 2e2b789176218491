-- Temporary table derived_facts: what linkage compares, for the rows of core.incidents of the articles in facts_articles, and
-- facts_keys, by which they are found. The table background (word, thirds) stands.

CREATE OR REPLACE TEMP TABLE fact_rows AS
SELECT ('0x' || row_id[1:16])::UBIGINT AS row_key, incident.*, article.outlet AS publisher,
    -- by the day of the report, not of the fetch: pages are fetched again for years
    article.reported_on,
    -- a country or province in common proves little
    list_transform(
        list_filter(places[1:3], lambda place: coalesce(place.precision, 'town') IN ('site', 'town', 'district', 'admin2')),
        lambda place: core.folded(place."name")
    ) AS place_names,
    places[1].precision IN ('site', 'town', 'district') AS is_exact,
    -- what events take from the article: where it changes, they do
    md5(to_json({'outlet': article.outlet, 'credits': credits, 'on': article.reported_on, 'at': article.reported_at,
        'known': article.first_known_at})::VARCHAR) AS article_digest
FROM core.incidents AS incident
SEMI JOIN facts_articles USING (article_id)
JOIN core.articles AS article USING (article_id)
LEFT JOIN (
    SELECT article_id, list({'agency': agency, 'from': known_from, 'to': known_to} ORDER BY known_from NULLS FIRST) AS credits
    FROM core.article_credits
    GROUP BY article_id
) USING (article_id)
-- what a newer extractor reads otherwise never was so
WHERE closed_because IS DISTINCT FROM 'reread' AND coalesce(known_from < known_to, true);

CREATE OR REPLACE TEMP TABLE told_texts AS
-- what stands in the outlet's articles again and again is blanked
SELECT version_id, title, without_clauses(text, clauses) AS text
FROM (
    SELECT version_id, article_id, title, text
    FROM core.article_versions
    -- by their place in the table: else the texts of all articles are read
    WHERE rowid IN (
        SELECT rowid FROM core.article_versions
        SEMI JOIN (
            SELECT version_id FROM fact_rows UNION ALL SELECT version_id FROM core.claims SEMI JOIN facts_articles USING (article_id)
        ) USING (version_id)
    )
)
LEFT JOIN (SELECT article_id, list(clause) AS clauses FROM standing_clauses GROUP BY article_id) USING (article_id);

CREATE OR REPLACE TEMP TABLE passages AS
-- The whole article speaks of its main incident; of another one speak the lines around its claims.
SELECT row_key, strip_accents(version.title || E'.\n' || version.text) AS passage
FROM fact_rows
JOIN told_texts AS version USING (version_id)
WHERE ordinal = 1
UNION ALL
SELECT row_key, strip_accents(string_agg(substr(version.text, greatest(claim.span_start - 250, 0)::BIGINT + 1,
    claim.span_end - claim.span_start + 500), E'\n' ORDER BY claim.span_start, claim.claim_id))
FROM fact_rows AS incident
JOIN (SELECT * FROM core.claims SEMI JOIN facts_articles USING (article_id)) AS claim
    ON claim.incident_id = incident.incident_id AND claim.closed_because IS DISTINCT FROM 'reread'
    -- those that stood when the incident was first told so: what came later was not known then
    AND coalesce(claim.known_from <= incident.known_from, true)
    AND coalesce(incident.known_from < claim.known_to, claim.known_to IS NULL)
JOIN told_texts AS version ON version.version_id = claim.version_id
WHERE ordinal > 1
GROUP BY row_key;

-- What is compared by itself, or belongs to the outlet or to those who speak in every report of a war, is neither a name
-- nor a word here.
CREATE OR REPLACE TEMP TABLE elsewhere AS
WITH speakers AS (
    SELECT row_key, string_agg(concat_ws(' ', claim.source, claim.via), ' ') AS speakers
    FROM fact_rows AS incident
    JOIN (SELECT * FROM core.claims SEMI JOIN facts_articles USING (article_id)) AS claim USING (article_id)
    WHERE claim.closed_because IS DISTINCT FROM 'reread'
        AND coalesce(claim.known_from <= incident.known_from, true)
        AND coalesce(incident.known_from < claim.known_to, claim.known_to IS NULL)
    GROUP BY row_key
)
SELECT row_key, string_split(core.folded(concat_ws(' ', publisher, speakers,
    list_aggregate(list_transform(places, lambda place: concat_ws(' ', place."name", place.admin1)), 'string_agg', ' '),
    list_aggregate(actors, 'string_agg', ' '))), ' ') AS words
FROM fact_rows
LEFT JOIN speakers USING (row_key);

CREATE OR REPLACE TEMP TABLE passage_names AS
WITH read AS (
    SELECT row_key,
        list_distinct(regexp_extract_all(passage, '(?:^|[^\p{L}])(\p{Ll}[\p{L}]{2,})', 1)) AS small_words,
        list_transform(regexp_extract_all(passage, '\p{Lu}[\p{L}''’-]+(?: \p{Lu}[\p{L}''’-]+)*'),
            lambda run: string_split(lower(run), ' ')) AS runs,
        list_transform(regexp_extract_all(passage, '[\p{Ll}\p{N},;] (\p{Lu}[\p{L}''’-]+(?: \p{Lu}[\p{L}''’-]+)*)', 1),
            lambda run: string_split(lower(run), ' ')) AS inside
    FROM passages
)
SELECT row_key, unnest(list_distinct(list_transform(
    list_filter(
        -- the first word of a sentence is always capitalised, so it is a name only where it is one inside a sentence
        -- too; a word that the same text also writes small is no name
        list_filter(flatten(list_concat(inside, list_transform(runs, lambda run: run[2:]))),
            lambda word: length(word) >= 3 AND NOT list_contains(small_words, word))
        -- longer runs are headlines in capitals
        || flatten(list_transform(list_filter(runs, lambda run: len(run) BETWEEN 2 AND 6),
            lambda run: list_transform(range(1, len(run)), lambda i: run[i] || ' ' || run[i + 1]))),
        lambda name: NOT list_has_all(words, string_split(regexp_replace(name, '[’'']s?$', ''), ' '))
    ),
    lambda name: regexp_replace(name, '[’'']s?$', '')
))) AS term
FROM read
JOIN elsewhere USING (row_key);

-- How much it says that two texts share a term: what is in no list of words is rare, and two words say more than one.
CREATE OR REPLACE TEMP TABLE weighed_terms AS
WITH terms AS (
    SELECT row_key, term, true AS is_name FROM passage_names
    UNION ALL
    SELECT row_key, unnest(list_filter(
        list_distinct(regexp_extract_all(lower(passage), '[\p{L}]{4,}')), lambda word: NOT list_contains(words, word)
    )), false
    FROM passages JOIN elsewhere USING (row_key)
),
whole AS (
    SELECT row_key, term, bool_or(is_name) AS is_name FROM terms GROUP BY ALL
)
SELECT row_key, term, is_name,
    least(48, coalesce(first.thirds, 39)
        + CASE WHEN contains(term, ' ') THEN coalesce(second.thirds, 39) ELSE 0 END)::UTINYINT AS thirds
FROM whole
LEFT JOIN background AS first ON first.word = split_part(term, ' ', 1)
LEFT JOIN background AS second ON second.word = split_part(term, ' ', 2);

CREATE OR REPLACE TEMP TABLE coded_terms AS
SELECT row_key,
    list(code ORDER BY thirds DESC, code)[1:80] AS terms,
    list(code ORDER BY thirds DESC, code) FILTER (WHERE is_name)[1:32] AS "names",
    list(hash(term) ORDER BY thirds DESC, code) FILTER (WHERE is_name AND thirds >= 33)[1:6] AS rare_names
FROM (SELECT *, ((hash(term) & 67108863) * 64 + thirds)::UINTEGER AS code FROM weighed_terms WHERE thirds > 0)
GROUP BY row_key;

CREATE OR REPLACE TEMP TABLE derived_facts AS
WITH facts AS (
    SELECT row_key, row_id, incident_id, article_id, known_from, known_to, is_current, ordinal,
        CASE WHEN date_precision IN ('day', 'days', 'inferred') AND coalesce(date_end, date_start) - date_start <= 3
            THEN date_start END AS first_day,
        coalesce(date_end, date_start) AS last_day,
        coalesce(date_precision = 'day' AND coalesce(date_end, date_start) = date_start, false) AS is_firm,
        reported_on, nullif(core.folded(publisher), '') AS outlet, place_names, places[1].country AS country, core.folded(places[1].admin1) AS admin1,
        CASE WHEN is_exact THEN places[1].lat END AS lat, CASE WHEN is_exact THEN places[1].lon END AS lon,
        list_transform(coalesce(actors, []), lambda actor: core.folded(actor)) AS actors,
        CASE
            WHEN method IN ('air_strike', 'drone_strike', 'missile', 'shelling') THEN 'bombardment'
            WHEN method IN ('explosion', 'suicide_bombing', 'landmine') THEN 'blast'
            WHEN method IN ('shooting', 'execution', 'stabbing', 'chemical') THEN method
        END AS means,
        killed.total AS killed, injured.total AS injured, terms, "names", rare_names, article_digest
    FROM fact_rows
    LEFT JOIN coded_terms USING (row_key)
)
SELECT * EXCLUDE (article_digest), md5(to_json(facts)::VARCHAR) AS digest FROM facts;

-- What is read no more is not kept in memory beside what comes next.
DROP TABLE told_texts; DROP TABLE passages; DROP TABLE elsewhere; DROP TABLE passage_names; DROP TABLE weighed_terms;
DROP TABLE coded_terms;
