-- How claims become figures, by name: five policies over what each independent source gives (core.source_figures).

CREATE TABLE core.policies (
    policy    VARCHAR,
    counts    VARCHAR,
    rule      VARCHAR,
    reference VARCHAR
);
COMMENT ON TABLE core.policies IS 'The policies by which claims become figures, from warehouse/policies/policies.toml; docs/policies.md has examples.';
COMMENT ON COLUMN core.policies.policy IS 'Its name, as mart.events_by and mart.casualties take it';
COMMENT ON COLUMN core.policies.counts IS 'Whom it counts';
COMMENT ON COLUMN core.policies.rule IS 'How it makes low, best and high';
COMMENT ON COLUMN core.policies.reference IS 'Where the rule is from';

CREATE TABLE core.source_kinds (
    kind        VARCHAR,
    place       BIGINT,
    reliability BIGINT,
    is_party    BOOLEAN,
    meaning     VARCHAR
);
COMMENT ON TABLE core.source_kinds IS 'The kinds of sources that the policies tell apart, from warehouse/policies/source_kinds.toml. mart.source_kinds says of which kind each source is.';
COMMENT ON COLUMN core.source_kinds.kind IS 'Its name';
COMMENT ON COLUMN core.source_kinds.place IS 'Place in the list: of kinds that fit a name equally well the first is taken';
COMMENT ON COLUMN core.source_kinds.reliability IS '1 counts or examines the dead itself and is no party, 2 tells what others saw or counted, 3 speaks for one who fights';
COMMENT ON COLUMN core.source_kinds.is_party IS 'True where it speaks for a party to the fighting';
COMMENT ON COLUMN core.source_kinds.meaning IS 'In words';

CREATE TABLE core.phrases (
    list       VARCHAR,
    phrase     VARCHAR,
    first_word VARCHAR,
    words      BIGINT,
    meaning    VARCHAR,
    place      BIGINT,
    number     BIGINT,
    rises      BOOLEAN
);
COMMENT ON TABLE core.phrases IS 'Words of the news that policies and trajectories look for, from the lists in warehouse/policies/.';
COMMENT ON COLUMN core.phrases.list IS 'source (kinds of sources), vague (ACLED''s numbers for vague words), mass_event, reason (why a toll changed)';
COMMENT ON COLUMN core.phrases.phrase IS 'The words, folded (core.folded)';
COMMENT ON COLUMN core.phrases.first_word IS 'Its first word, by which texts that may hold it are found';
COMMENT ON COLUMN core.phrases.words IS 'How many words it has';
COMMENT ON COLUMN core.phrases.meaning IS 'The kind of source or the reason; null for the other lists';
COMMENT ON COLUMN core.phrases.place IS 'Place of the meaning in its list; smaller goes first';
COMMENT ON COLUMN core.phrases.number IS 'vague: what ACLED writes down';
COMMENT ON COLUMN core.phrases.rises IS 'reason: true where it only raises a toll, false where it only lowers it, null for either';
