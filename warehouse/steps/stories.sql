-- Which addresses are one article, and whose text is whose, from core.likenesses. Then stories (address_id, article_id,
-- place): every address of the articles that the load touches; affected_articles grows to all of these.

CREATE OR REPLACE TEMP TABLE new_aliases AS
WITH RECURSIVE same AS MATERIALIZED (
    SELECT article_id, other_id, likeness, known_from FROM core.likenesses WHERE relation = 'same'
),
up AS (
    SELECT article_id AS alias_id, other_id AS article_id, likeness, known_from FROM same
    UNION ALL
    SELECT up.alias_id, same.other_id, up.likeness, up.known_from FROM up JOIN same ON same.article_id = up.article_id
)
FROM up ANTI JOIN same ON same.article_id = up.article_id;

CREATE OR REPLACE TEMP TABLE changed_aliases AS
(FROM new_aliases EXCEPT FROM core.article_aliases) UNION ALL (FROM core.article_aliases EXCEPT FROM new_aliases);

CREATE OR REPLACE TEMP TABLE touched_stories AS
WITH addresses AS (
    FROM affected_articles UNION SELECT alias_id FROM changed_aliases UNION SELECT article_id FROM changed_aliases
),
aliases AS (
    SELECT alias_id, article_id FROM new_aliases UNION SELECT alias_id, article_id FROM core.article_aliases
)
SELECT coalesce(aliases.article_id, addresses.article_id) AS article_id
FROM addresses LEFT JOIN aliases ON aliases.alias_id = addresses.article_id
UNION
FROM addresses;

CREATE OR REPLACE TEMP TABLE affected_articles AS
FROM touched_stories
UNION
SELECT alias_id FROM new_aliases SEMI JOIN touched_stories USING (article_id)
UNION
SELECT alias_id FROM core.article_aliases SEMI JOIN touched_stories USING (article_id);

MERGE INTO core.article_aliases AS kept USING new_aliases AS derived USING (alias_id)
WHEN MATCHED AND (kept.article_id, kept.likeness, kept.known_from)
    IS DISTINCT FROM (derived.article_id, derived.likeness, derived.known_from)
THEN UPDATE SET article_id = derived.article_id, likeness = derived.likeness, known_from = derived.known_from
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE THEN DELETE;

CREATE OR REPLACE TEMP TABLE stories AS
SELECT affected.article_id AS address_id, coalesce(alias.article_id, affected.article_id) AS article_id
FROM affected_articles AS affected
LEFT JOIN core.article_aliases AS alias ON alias.alias_id = affected.article_id;

CREATE OR REPLACE TEMP TABLE new_reprints AS
WITH RECURSIVE copies AS MATERIALIZED (
    SELECT coalesce(alias.article_id, other_id) AS article_a, copy.article_id AS article_b, copy.likeness, relation AS kind,
        copy.known_from
    FROM core.likenesses AS copy
    LEFT JOIN core.article_aliases AS alias ON alias.alias_id = other_id
    WHERE relation <> 'same'
),
up AS (
    SELECT article_b, article_a AS original FROM copies
    UNION ALL
    SELECT up.article_b, copies.article_a FROM up JOIN copies ON copies.article_b = up.original
)
SELECT article_a, article_b, original, likeness, kind, known_from  -- in the order of core.reprints
FROM copies
JOIN (FROM up ANTI JOIN copies ON copies.article_b = up.original) USING (article_b);

-- Whose text turns out to be another's, or another's than was thought: their events have other sources now.
CREATE OR REPLACE TEMP TABLE changed_reprints AS
SELECT DISTINCT article_b AS article_id
FROM ((FROM new_reprints EXCEPT FROM core.reprints) UNION ALL (FROM core.reprints EXCEPT FROM new_reprints));

MERGE INTO core.reprints AS kept USING new_reprints AS derived USING (article_b)
WHEN MATCHED AND (kept.article_a, kept.original, kept.likeness, kept.kind, kept.known_from)
    IS DISTINCT FROM (derived.article_a, derived.original, derived.likeness, derived.kind, derived.known_from)
THEN UPDATE SET article_a = derived.article_a, original = derived.original, likeness = derived.likeness,
    kind = derived.kind, known_from = derived.known_from
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE THEN DELETE;
