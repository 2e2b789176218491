-- What kind of source each is, for the policies that ask.

CREATE VIEW core.kinds_of_sources AS
WITH named AS (
    SELECT source FROM core.claims WHERE source IS NOT NULL
    UNION
    SELECT publisher FROM core.articles WHERE publisher IS NOT NULL
),
fitting AS (
    SELECT worded.source, phrase.meaning AS kind
    FROM (
        SELECT source, folded, unnest(core.words_of(folded)) AS word
        FROM (SELECT source, core.folded(source) AS folded FROM named)
    ) AS worded
    JOIN core.phrases AS phrase ON phrase.list = 'source' AND phrase.first_word = worded.word
        AND core.holds_phrase(worded.folded, phrase.phrase)
    QUALIFY row_number() OVER (PARTITION BY worded.source ORDER BY phrase.words DESC, phrase.place, phrase.phrase) = 1
)
SELECT named.source, coalesce(kind.kind, 'other') AS kind, coalesce(kind.reliability, 2) AS reliability,
    coalesce(kind.is_party, false) AS is_party
FROM named
LEFT JOIN fitting ON fitting.source = named.source
LEFT JOIN core.source_kinds AS kind ON kind.kind = fitting.kind;
COMMENT ON VIEW core.kinds_of_sources IS 'Of which kind each source and outlet is, by its name as the news writes it.';
COMMENT ON COLUMN core.kinds_of_sources.source IS 'The name, as a claim or an article gives it';
COMMENT ON COLUMN core.kinds_of_sources.kind IS 'A kind of core.source_kinds, or other where no phrase fits';
COMMENT ON COLUMN core.kinds_of_sources.reliability IS 'Of the kind; 2 where none fits';
COMMENT ON COLUMN core.kinds_of_sources.is_party IS 'Of the kind; false where none fits';

CREATE VIEW mart.source_kinds AS
SELECT source.name AS source, kind.kind, kind.reliability, kind.is_party, meaning.meaning, source.claims, source.articles
FROM core.sources AS source
JOIN core.kinds_of_sources AS kind ON kind.source = source.name
LEFT JOIN core.source_kinds AS meaning ON meaning.kind = kind.kind
ORDER BY source.claims DESC, source.name;
COMMENT ON VIEW mart.source_kinds IS 'Who is named as the source of claims, and how the policies take them.';
COMMENT ON COLUMN mart.source_kinds.source IS 'The source, in the spelling used most';
COMMENT ON COLUMN mart.source_kinds.kind IS 'A kind of core.source_kinds, or other';
COMMENT ON COLUMN mart.source_kinds.reliability IS '1 counts or examines the dead itself and is no party, 2 tells what others saw or counted, 3 speaks for one who fights';
COMMENT ON COLUMN mart.source_kinds.is_party IS 'True where it speaks for a party to the fighting';
COMMENT ON COLUMN mart.source_kinds.meaning IS 'The kind in words';
COMMENT ON COLUMN mart.source_kinds.claims IS 'Current claims';
COMMENT ON COLUMN mart.source_kinds.articles IS 'Articles in which it is named';
