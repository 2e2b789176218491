-- Events in two times: what linkage compares, what it found, and what each event was known to be, from when to when.
-- All of it is derived from the ledger; the next load derives it anew.

DROP TABLE core.incident_terms;
DROP TABLE core.event_links;
DROP TABLE core.event_members;
DROP TABLE core.events;
DROP TABLE core.sources;

CREATE TABLE raw.judgements (
    judgement_id VARCHAR,
    verdict      VARCHAR,
    incident_a   VARCHAR,
    incident_b   VARCHAR,
    author       VARCHAR,
    reason       VARCHAR,
    judged_at    TIMESTAMP
);
COMMENT ON TABLE raw.judgements IS 'What people judged of pairs of incidents. It outranks every score from the time of the judgement on; the latest judgement of a pair holds.';
COMMENT ON COLUMN raw.judgements.judgement_id IS 'Digest of the row';
COMMENT ON COLUMN raw.judgements.verdict IS 'same (one attack), different, or open (an earlier judgement is withdrawn)';
COMMENT ON COLUMN raw.judgements.incident_a IS 'The lesser of the two incident ids';
COMMENT ON COLUMN raw.judgements.incident_b IS 'The other incident';
COMMENT ON COLUMN raw.judgements.author IS 'Who judged';
COMMENT ON COLUMN raw.judgements.reason IS 'Why, in their words';
COMMENT ON COLUMN raw.judgements.judged_at IS 'UTC';

CREATE TABLE core.rules (
    digest VARCHAR
);
COMMENT ON TABLE core.rules IS 'By which rules core was derived, in one row. A load by other rules derives everything anew.';
COMMENT ON COLUMN core.rules.digest IS 'Digest of the SQL of loading, of the weights of linkage and of all that they rest on';

CREATE TABLE core.incident_facts (
    row_key     UBIGINT,
    row_id      VARCHAR,
    incident_id VARCHAR,
    article_id  VARCHAR,
    component   UBIGINT,
    known_from  TIMESTAMP,
    known_to    TIMESTAMP,
    is_current  BOOLEAN,
    ordinal     BIGINT,
    first_day   DATE,
    last_day    DATE,
    reported_on DATE,
    place_names VARCHAR[],
    country     VARCHAR,
    admin1      VARCHAR,
    lat         DOUBLE,
    lon         DOUBLE,
    actors      VARCHAR[],
    means       VARCHAR,
    killed      STRUCT(low BIGINT, best BIGINT, high BIGINT),
    injured     STRUCT(low BIGINT, best BIGINT, high BIGINT),
    terms       UINTEGER[],
    names       UINTEGER[],
    digest      VARCHAR
);
COMMENT ON TABLE core.incident_facts IS 'What linkage compares: one row for each row of core.incidents that was ever so.';
COMMENT ON COLUMN core.incident_facts.row_key IS 'The first half of row_id as a number';
COMMENT ON COLUMN core.incident_facts.row_id IS 'The row of core.incidents';
COMMENT ON COLUMN core.incident_facts.incident_id IS 'The incident';
COMMENT ON COLUMN core.incident_facts.article_id IS 'The article that tells of it';
COMMENT ON COLUMN core.incident_facts.component IS 'Least row_key of the rows that links above the threshold connect; no event reaches across two components';
COMMENT ON COLUMN core.incident_facts.known_from IS 'UTC; from when the article said so; null where that is not known';
COMMENT ON COLUMN core.incident_facts.known_to IS 'UTC; until when; null where it still does';
COMMENT ON COLUMN core.incident_facts.is_current IS 'Whether the current version says so';
COMMENT ON COLUMN core.incident_facts.ordinal IS '1 is the main incident of the article';
COMMENT ON COLUMN core.incident_facts.first_day IS 'First day of the incident, where it is known to within four days';
COMMENT ON COLUMN core.incident_facts.last_day IS 'Last day';
COMMENT ON COLUMN core.incident_facts.reported_on IS 'The day of the report';
COMMENT ON COLUMN core.incident_facts.place_names IS 'Up to three places no coarser than a district of a province, without accents, capitals and signs';
COMMENT ON COLUMN core.incident_facts.country IS 'ISO 3166-1 alpha-2 code of the most exact place';
COMMENT ON COLUMN core.incident_facts.admin1 IS 'Its province, without accents, capitals and signs';
COMMENT ON COLUMN core.incident_facts.lat IS 'Degrees north (WGS 84), for a town or what is smaller';
COMMENT ON COLUMN core.incident_facts.lon IS 'Degrees east (WGS 84)';
COMMENT ON COLUMN core.incident_facts.actors IS 'Who did it, without accents, capitals and signs';
COMMENT ON COLUMN core.incident_facts.means IS 'The method in a coarse class; null where it is not known';
COMMENT ON COLUMN core.incident_facts.killed IS 'Killed in all, as this article counts them';
COMMENT ON COLUMN core.incident_facts.injured IS 'Injured in all, as this article counts them';
COMMENT ON COLUMN core.incident_facts.terms IS 'The 40 rarest words and names of the text: a hash, with the weight in thirds of a bit in its last six bits';
COMMENT ON COLUMN core.incident_facts.names IS 'The 16 rarest names of people, streets and the like, coded as terms are';
COMMENT ON COLUMN core.incident_facts.digest IS 'Digest of all that is compared';

CREATE TABLE core.incident_keys (
    key     UBIGINT,
    row_key UBIGINT
);
COMMENT ON TABLE core.incident_keys IS 'Blocking: two incidents are compared where one asks for a key that the other has.';
COMMENT ON COLUMN core.incident_keys.key IS 'Hash of a kind of key and its values, such as a day and a place name';
COMMENT ON COLUMN core.incident_keys.row_key IS 'The row of core.incident_facts';

CREATE TABLE core.incident_names (
    key        UBIGINT,
    row_key    UBIGINT,
    known_from TIMESTAMP,
    is_asked   BOOLEAN
);
COMMENT ON TABLE core.incident_names IS 'Blocking by rare names of people and the like, whatever the days: those who share one are compared.';
COMMENT ON COLUMN core.incident_names.key IS 'Hash of the name';
COMMENT ON COLUMN core.incident_names.row_key IS 'The row of core.incident_facts';
COMMENT ON COLUMN core.incident_names.known_from IS 'UTC; since when it was known';
COMMENT ON COLUMN core.incident_names.is_asked IS 'Whether it is among the first thirty that hold the name; what more than that share is no rare name';

CREATE TABLE core.event_links (
    row_a     UBIGINT,
    row_b     UBIGINT,
    millibits INTEGER,
    levels    STRUCT("day" VARCHAR, "role" VARCHAR, reported VARCHAR, place VARCHAR, actor VARCHAR, "method" VARCHAR, killed VARCHAR, injured VARCHAR, "names" VARCHAR, "text" VARCHAR)
);
COMMENT ON TABLE core.event_links IS 'Pairs of incidents that were compared and are not far from being one attack. mart.links reads better.';
COMMENT ON COLUMN core.event_links.row_a IS 'The lesser of the two row_keys of core.incident_facts';
COMMENT ON COLUMN core.event_links.row_b IS 'The other one';
COMMENT ON COLUMN core.event_links.millibits IS 'The score, in thousandths of a bit: above 0, one attack is likelier than two';
COMMENT ON COLUMN core.event_links.levels IS 'How each comparison came out';

CREATE TABLE core.link_weights (
    comparison VARCHAR,
    "level"    VARCHAR,
    millibits  INTEGER
);
COMMENT ON TABLE core.link_weights IS 'What each outcome of each comparison adds to the score of a pair (warehouse/linkage/weights.toml).';
COMMENT ON COLUMN core.link_weights.comparison IS 'day, role, reported, place, actor, method, killed, injured, names, text; prior is what every pair starts with';
COMMENT ON COLUMN core.link_weights."level" IS 'The outcome';
COMMENT ON COLUMN core.link_weights.millibits IS 'Thousandths of a bit';

CREATE TABLE core.memberships (
    event_id           VARCHAR,
    row_key            UBIGINT,
    incident_id        VARCHAR,
    article_id         VARCHAR,
    is_founder         BOOLEAN,
    independent_source VARCHAR,
    known_from         TIMESTAMP,
    known_to           TIMESTAMP,
    is_current         BOOLEAN
);
COMMENT ON TABLE core.memberships IS 'Which incidents made up which event, from when to when. core.event_members has those of today.';
COMMENT ON COLUMN core.memberships.event_id IS 'The event';
COMMENT ON COLUMN core.memberships.row_key IS 'The row of core.incident_facts: the incident as its article told of it then';
COMMENT ON COLUMN core.memberships.incident_id IS 'The incident';
COMMENT ON COLUMN core.memberships.article_id IS 'Its article';
COMMENT ON COLUMN core.memberships.is_founder IS 'Whether the event is named after it: it was known on the earliest day and published first';
COMMENT ON COLUMN core.memberships.independent_source IS 'Articles that reprint one text or credit one agency share it';
COMMENT ON COLUMN core.memberships.known_from IS 'UTC; null where it is not known since when';
COMMENT ON COLUMN core.memberships.known_to IS 'UTC; null where it still holds';
COMMENT ON COLUMN core.memberships.is_current IS 'Whether it still holds';

CREATE TABLE core.source_figures (
    event_id           VARCHAR,
    effect             VARCHAR,
    victim             VARCHAR,
    independent_source VARCHAR,
    publisher          VARCHAR,
    article_id         VARCHAR,
    incident_id        VARCHAR,
    reported_at        TIMESTAMP,
    low                BIGINT,
    best               BIGINT,
    high               BIGINT,
    known_from         TIMESTAMP,
    known_to           TIMESTAMP,
    is_current         BOOLEAN
);
COMMENT ON TABLE core.source_figures IS 'What each independent source gives for each group of each event, from when to when: what every policy computes from.';
COMMENT ON COLUMN core.source_figures.event_id IS 'The event';
COMMENT ON COLUMN core.source_figures.effect IS 'killed or injured';
COMMENT ON COLUMN core.source_figures.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN core.source_figures.independent_source IS 'The source: articles that reprint one text or credit one agency share it';
COMMENT ON COLUMN core.source_figures.publisher IS 'The outlet of the report through which the source is heard';
COMMENT ON COLUMN core.source_figures.article_id IS 'That report';
COMMENT ON COLUMN core.source_figures.incident_id IS 'Its incident';
COMMENT ON COLUMN core.source_figures.reported_at IS 'UTC; when it was reported';
COMMENT ON COLUMN core.source_figures.low IS 'Least number that it allows; null where it sets none';
COMMENT ON COLUMN core.source_figures.best IS 'The figure that it gives; null for vague words such as dozens';
COMMENT ON COLUMN core.source_figures.high IS 'Greatest number that it allows; null where it sets none';
COMMENT ON COLUMN core.source_figures.known_from IS 'UTC; null where it is not known since when';
COMMENT ON COLUMN core.source_figures.known_to IS 'UTC; null where it still holds';
COMMENT ON COLUMN core.source_figures.is_current IS 'Whether it still holds';

CREATE TABLE core.event_states (
    event_id               VARCHAR,
    date_start             DATE,
    date_end               DATE,
    date_precision         VARCHAR,
    place                  VARCHAR,
    admin1                 VARCHAR,
    country                VARCHAR,
    lat                    DOUBLE,
    lon                    DOUBLE,
    place_precision        VARCHAR,
    actors                 VARCHAR[],
    method                 VARCHAR,
    articles               BIGINT,
    publishers             BIGINT,
    independent_sources    BIGINT,
    first_reported_at      TIMESTAMP,
    last_reported_at       TIMESTAMP,
    killed_low             BIGINT,
    killed_best            BIGINT,
    killed_high            BIGINT,
    killed_civilian_low    BIGINT,
    killed_civilian_best   BIGINT,
    killed_civilian_high   BIGINT,
    killed_combatant_low   BIGINT,
    killed_combatant_best  BIGINT,
    killed_combatant_high  BIGINT,
    killed_unknown_low     BIGINT,
    killed_unknown_best    BIGINT,
    killed_unknown_high    BIGINT,
    killed_children_low    BIGINT,
    killed_children_best   BIGINT,
    killed_children_high   BIGINT,
    killed_women_low       BIGINT,
    killed_women_best      BIGINT,
    killed_women_high      BIGINT,
    injured_low            BIGINT,
    injured_best           BIGINT,
    injured_high           BIGINT,
    injured_civilian_low   BIGINT,
    injured_civilian_best  BIGINT,
    injured_civilian_high  BIGINT,
    injured_combatant_low  BIGINT,
    injured_combatant_best BIGINT,
    injured_combatant_high BIGINT,
    injured_unknown_low    BIGINT,
    injured_unknown_best   BIGINT,
    injured_unknown_high   BIGINT,
    injured_children_low   BIGINT,
    injured_children_best  BIGINT,
    injured_children_high  BIGINT,
    injured_women_low      BIGINT,
    injured_women_best     BIGINT,
    injured_women_high     BIGINT,
    known_from             TIMESTAMP,
    known_to               TIMESTAMP,
    is_current             BOOLEAN
);
COMMENT ON TABLE core.event_states IS 'Each event as it was known to be, from when to when. core.events has those of today.';
COMMENT ON COLUMN core.event_states.event_id IS 'Derived from the founding incident; older ids are found in core.event_redirects';
COMMENT ON COLUMN core.event_states.date_start IS 'First day; null where no article dates it';
COMMENT ON COLUMN core.event_states.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN core.event_states.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN core.event_states.place IS 'The place that most independent sources name';
COMMENT ON COLUMN core.event_states.admin1 IS 'First administrative division of the place';
COMMENT ON COLUMN core.event_states.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN core.event_states.lat IS 'WGS 84 degrees; null where the place has no known coordinates';
COMMENT ON COLUMN core.event_states.lon IS 'WGS 84 degrees';
COMMENT ON COLUMN core.event_states.place_precision IS 'site, town, district, admin2, admin1, country or region';
COMMENT ON COLUMN core.event_states.actors IS 'All who are named as having done it, most named first';
COMMENT ON COLUMN core.event_states.method IS 'The method that most independent sources give';
COMMENT ON COLUMN core.event_states.articles IS 'Articles that tell of it';
COMMENT ON COLUMN core.event_states.publishers IS 'Outlets that tell of it';
COMMENT ON COLUMN core.event_states.independent_sources IS 'Sources that count on their own: reprints of one text count once';
COMMENT ON COLUMN core.event_states.first_reported_at IS 'UTC; earliest publication, or sighting where that is not known';
COMMENT ON COLUMN core.event_states.last_reported_at IS 'UTC; latest publication or sighting';
COMMENT ON COLUMN core.event_states.killed_low IS 'Least number killed, in all, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.killed_best IS 'Number killed, in all, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.killed_high IS 'Greatest number killed, in all, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.killed_civilian_low IS 'Least number killed, civilians, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.killed_civilian_best IS 'Number killed, civilians, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.killed_civilian_high IS 'Greatest number killed, civilians, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.killed_combatant_low IS 'Least number killed, combatants, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.killed_combatant_best IS 'Number killed, combatants, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.killed_combatant_high IS 'Greatest number killed, combatants, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.killed_unknown_low IS 'Least number killed, people whose status no source gives, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.killed_unknown_best IS 'Number killed, people whose status no source gives, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.killed_unknown_high IS 'Greatest number killed, people whose status no source gives, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.killed_children_low IS 'Least number killed, children (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.killed_children_best IS 'Number killed, children (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.killed_children_high IS 'Greatest number killed, children (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.killed_women_low IS 'Least number killed, women (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.killed_women_best IS 'Number killed, women (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.killed_women_high IS 'Greatest number killed, women (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.injured_low IS 'Least number injured, in all, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.injured_best IS 'Number injured, in all, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.injured_high IS 'Greatest number injured, in all, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.injured_civilian_low IS 'Least number injured, civilians, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.injured_civilian_best IS 'Number injured, civilians, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.injured_civilian_high IS 'Greatest number injured, civilians, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.injured_combatant_low IS 'Least number injured, combatants, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.injured_combatant_best IS 'Number injured, combatants, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.injured_combatant_high IS 'Greatest number injured, combatants, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.injured_unknown_low IS 'Least number injured, people whose status no source gives, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.injured_unknown_best IS 'Number injured, people whose status no source gives, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.injured_unknown_high IS 'Greatest number injured, people whose status no source gives, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.injured_children_low IS 'Least number injured, children (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.injured_children_best IS 'Number injured, children (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.injured_children_high IS 'Greatest number injured, children (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.injured_women_low IS 'Least number injured, women (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.event_states.injured_women_best IS 'Number injured, women (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.event_states.injured_women_high IS 'Greatest number injured, women (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.event_states.known_from IS 'UTC; null where it is not known since when';
COMMENT ON COLUMN core.event_states.known_to IS 'UTC; null where it still holds';
COMMENT ON COLUMN core.event_states.is_current IS 'Whether it still holds';
