-- One article is one article, at whatever addresses it was found; and whose text is whose.

COMMENT ON COLUMN raw.incidents.incident_id IS 'Names it within one reading: the article and the ordinal';
COMMENT ON COLUMN core.incidents.incident_id IS 'Names the attack within the article; it lasts while the article is edited, added to and put in another order';
COMMENT ON COLUMN core.articles.article_id IS 'Stable id of the canonical address at which it was first seen, or the id that its file gave; core.article_aliases has the ids of its other addresses';
COMMENT ON COLUMN core.article_versions.version_id IS 'Digest of the address and the title and text';
COMMENT ON COLUMN core.article_versions.article_id IS 'The article, whatever its address was for this version';

ALTER TABLE core.article_versions DROP COLUMN sentence_digests;

CREATE TABLE core.text_clauses (
    clause     UBIGINT,
    version_id VARCHAR
);
COMMENT ON TABLE core.text_clauses IS 'By which texts that copy each other are found: the clauses of every version.';
COMMENT ON COLUMN core.text_clauses.clause IS 'Digest of the clause, its letters and digits alone';
COMMENT ON COLUMN core.text_clauses.version_id IS 'The version that holds it';

CREATE TABLE core.likenesses (
    article_id VARCHAR,
    other_id   VARCHAR,
    relation   VARCHAR,
    likeness   DOUBLE,
    known_from TIMESTAMP
);
COMMENT ON TABLE core.likenesses IS 'What each address was found to copy when it was first seen: at most one row each, decided by what was known then.';
COMMENT ON COLUMN core.likenesses.article_id IS 'The later one, as its address names it';
COMMENT ON COLUMN core.likenesses.other_id IS 'The earlier one, as its address names it';
COMMENT ON COLUMN core.likenesses.relation IS 'same (one article at two addresses of its outlet), reprint or rewrite (another outlet''s article)';
COMMENT ON COLUMN core.likenesses.likeness IS '0 to 1: share of the shorter text that stands in the other, by runs of four words';
COMMENT ON COLUMN core.likenesses.known_from IS 'UTC; when the later one was first seen; null where that is not known';

CREATE TABLE core.article_aliases (
    alias_id   VARCHAR,
    article_id VARCHAR,
    likeness   DOUBLE,
    known_from TIMESTAMP
);
COMMENT ON TABLE core.article_aliases IS 'Which ids lead to which article: moved pages, new slugs, mobile and print editions. What was seen there counts as versions of the article.';
COMMENT ON COLUMN core.article_aliases.alias_id IS 'Stable id of another address of the article';
COMMENT ON COLUMN core.article_aliases.article_id IS 'The article, by the address at which it was first seen';
COMMENT ON COLUMN core.article_aliases.likeness IS '0 to 1: share of the shorter text that stands in the other';
COMMENT ON COLUMN core.article_aliases.known_from IS 'UTC; when the other address was first seen';

CREATE TABLE core.reprints (
    article_a  VARCHAR,
    article_b  VARCHAR,
    original   VARCHAR,
    likeness   DOUBLE,
    kind       VARCHAR,
    known_from TIMESTAMP
);
COMMENT ON TABLE core.reprints IS 'Whose text is whose: an article that was already a copy of another outlet''s when it was first seen. Articles with one original speak with one voice.';
COMMENT ON COLUMN core.reprints.article_a IS 'The earlier article, from which the text was taken or with which it shares its source';
COMMENT ON COLUMN core.reprints.article_b IS 'The later article; it has one row';
COMMENT ON COLUMN core.reprints.original IS 'The article at which the chain of reprints begins: the first of those known here';
COMMENT ON COLUMN core.reprints.likeness IS '0 to 1: share of the shorter text that stands in the other, by runs of four words';
COMMENT ON COLUMN core.reprints.kind IS 'reprint (the text as it was, whole or shortened) or rewrite (much of it in other words)';
COMMENT ON COLUMN core.reprints.known_from IS 'UTC; when the later article was first seen';
