-- core.incident_terms for the articles in affected_articles: the words that tell the text around an incident from others.

CREATE OR REPLACE TEMP TABLE derived_terms AS
WITH incident AS (
    SELECT incident_id, article_id, ordinal FROM core.incidents
    SEMI JOIN affected_articles USING (article_id)
    WHERE is_current
),
-- The whole article speaks of its main incident; of another one speak the lines around its claims.
around AS (
    SELECT incident_id, incident.article_id, title || E'.\n' || text AS passage
    FROM incident
    JOIN core.article_versions AS version ON version.article_id = incident.article_id AND version.is_current
    WHERE ordinal = 1
    UNION ALL
    SELECT incident.incident_id, incident.article_id,
        string_agg(substr(version.text, greatest(claim.span_start - 250, 0)::BIGINT + 1,
            claim.span_end - claim.span_start + 500), E'\n' ORDER BY claim.span_start, claim.claim_id)
    FROM incident
    JOIN core.claims AS claim ON claim.incident_id = incident.incident_id AND claim.is_current
    JOIN core.article_versions AS version ON version.version_id = claim.version_id
    WHERE ordinal > 1
    GROUP BY ALL
),
plain AS (
    SELECT incident_id, article_id, strip_accents(passage) AS passage,
        list_distinct(regexp_extract_all(strip_accents(passage), '(?:^|[^\p{L}])(\p{Ll}[\p{L}]{2,})', 1)) AS small_words
    FROM around
),
capitalised AS (
    SELECT incident_id, article_id, small_words, false AS is_inside,
        string_split(lower(unnest(regexp_extract_all(
            passage, '\p{Lu}[\p{L}''’-]+(?: \p{Lu}[\p{L}''’-]+)*'
        ))), ' ') AS words
    FROM plain
    UNION ALL
    SELECT incident_id, article_id, small_words, true,
        string_split(lower(unnest(regexp_extract_all(
            passage, '[\p{Ll}\p{N},;] (\p{Lu}[\p{L}''’-]+(?: \p{Lu}[\p{L}''’-]+)*)', 1
        ))), ' ')
    FROM plain
),
names AS (
    -- the first word of a sentence is always capitalised, so it is a name only where it is one inside a sentence too;
    -- a word that the same text also writes small is no name
    SELECT incident_id, article_id,
        unnest(list_filter(CASE WHEN is_inside THEN words ELSE words[2:] END, lambda word: length(word) >= 3
            AND NOT list_contains(small_words, word))) AS term
    FROM capitalised
    UNION ALL
    SELECT incident_id, article_id,
        unnest(list_transform(range(1, len(words)), lambda i: words[i] || ' ' || words[i + 1]))
    FROM capitalised
    WHERE NOT is_inside AND len(words) BETWEEN 2 AND 6  -- longer runs are headlines in capitals
),
words AS (
    SELECT incident_id, article_id, unnest(regexp_extract_all(lower(passage), '[\p{L}]{4,}')) AS term FROM plain
),
terms AS (
    SELECT incident_id, article_id, term, true AS is_name FROM names
    UNION ALL
    SELECT incident_id, article_id, term, false FROM words
)
SELECT incident_id, article_id, regexp_replace(term, '[’'']s?$', '') AS term, bool_or(is_name) AS is_name
FROM terms
GROUP BY ALL;

MERGE INTO core.incident_terms AS kept USING derived_terms AS derived
ON kept.incident_id = derived.incident_id AND kept.term = derived.term
WHEN MATCHED AND kept.is_name <> derived.is_name THEN UPDATE SET is_name = derived.is_name
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE AND kept.article_id IN (SELECT article_id FROM affected_articles) THEN DELETE;
