-- What is known now and was known before: derived from the ledger for every article that a load touches.

CREATE TABLE core.article_versions (
    version_id       VARCHAR,
    article_id       VARCHAR,
    title            VARCHAR,
    text             VARCHAR,
    sentence_digests VARCHAR[],
    known_from       TIMESTAMP,
    known_to         TIMESTAMP,
    is_current       BOOLEAN
);
COMMENT ON TABLE core.article_versions IS 'One row for each text that an article has had.';
COMMENT ON COLUMN core.article_versions.version_id IS 'Digest of the article and its title and text';
COMMENT ON COLUMN core.article_versions.article_id IS 'The article';
COMMENT ON COLUMN core.article_versions.title IS 'Headline';
COMMENT ON COLUMN core.article_versions.text IS 'Body; spans of claims count its characters';
COMMENT ON COLUMN core.article_versions.sentence_digests IS 'Digests of its sentences, letters and digits alone: finds reprints';
COMMENT ON COLUMN core.article_versions.known_from IS 'UTC; when it was first seen';
COMMENT ON COLUMN core.article_versions.known_to IS 'UTC; when another version had replaced it; null while it is current';
COMMENT ON COLUMN core.article_versions.is_current IS 'True for the version seen last';

CREATE TABLE core.articles (
    article_id         VARCHAR,
    current_version_id VARCHAR,
    url                VARCHAR,
    publisher          VARCHAR,
    feed_id            VARCHAR,
    language           VARCHAR,
    authors            VARCHAR[],
    title              VARCHAR,
    published_on       DATE,
    published_at       TIMESTAMP,
    first_known_at     TIMESTAMP,
    last_known_at      TIMESTAMP,
    versions           BIGINT,
    agency             VARCHAR
);
COMMENT ON TABLE core.articles IS 'One row for each article, as its newest sighting shows it.';
COMMENT ON COLUMN core.articles.article_id IS 'Stable id of the canonical address, or the id that its file gave';
COMMENT ON COLUMN core.articles.current_version_id IS 'The version seen last';
COMMENT ON COLUMN core.articles.url IS 'Address';
COMMENT ON COLUMN core.articles.publisher IS 'Outlet';
COMMENT ON COLUMN core.articles.feed_id IS 'Feed through which it was found';
COMMENT ON COLUMN core.articles.language IS 'ISO 639-1';
COMMENT ON COLUMN core.articles.authors IS 'Byline';
COMMENT ON COLUMN core.articles.title IS 'Headline of the current version';
COMMENT ON COLUMN core.articles.published_on IS 'Earliest day of publication that was given, where the outlet is';
COMMENT ON COLUMN core.articles.published_at IS 'UTC; earliest time of publication that was given';
COMMENT ON COLUMN core.articles.first_known_at IS 'UTC; first sighting';
COMMENT ON COLUMN core.articles.last_known_at IS 'UTC; last sighting';
COMMENT ON COLUMN core.articles.versions IS 'Number of versions';
COMMENT ON COLUMN core.articles.agency IS 'News agency that the current version credits; null where it credits none';

CREATE TABLE core.claims (
    row_id            VARCHAR,
    claim_id          VARCHAR,
    known_from        TIMESTAMP,
    known_to          TIMESTAMP,
    is_current        BOOLEAN,
    closed_because    VARCHAR,
    article_id        VARCHAR,
    version_id        VARCHAR,
    extractor_version VARCHAR,
    span_start        BIGINT,
    span_end          BIGINT,
    quote             VARCHAR,
    effect            VARCHAR,
    low               BIGINT,
    best              BIGINT,
    high              BIGINT,
    qualifier         VARCHAR,
    victim            VARCHAR,
    age               VARCHAR,
    gender            VARCHAR,
    subset_of         VARCHAR,
    scope             VARCHAR,
    modality          VARCHAR,
    incident_id       VARCHAR,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    place             VARCHAR,
    actor             VARCHAR,
    method            VARCHAR,
    source            VARCHAR,
    via               VARCHAR,
    confidence        DOUBLE
);
COMMENT ON TABLE core.claims IS 'Every claim ever read, with the time for which it stood. Rows are never edited but for known_to, is_current and closed_because.';
COMMENT ON COLUMN core.claims.row_id IS 'Key: digest of what is claimed and since when it stood';
COMMENT ON COLUMN core.claims.claim_id IS 'Names what is claimed in which article; a claim that was dropped and came back has two rows';
COMMENT ON COLUMN core.claims.known_from IS 'UTC; when the article first said so; null where neither the fetch nor the publication is dated';
COMMENT ON COLUMN core.claims.known_to IS 'UTC; when the article stopped saying so; null while it still does. Equal to known_from where the row never stood';
COMMENT ON COLUMN core.claims.is_current IS 'True where the current version of the article, read by the newest extractor, says so';
COMMENT ON COLUMN core.claims.closed_because IS 'Why the row is not current: dropped, changed (same claim, other details), reread (a newer extractor reads the same words otherwise)';
COMMENT ON COLUMN core.claims.article_id IS 'The article';
COMMENT ON COLUMN core.claims.version_id IS 'The version in which it first stood: the text of the span';
COMMENT ON COLUMN core.claims.extractor_version IS 'Version of the extractor';
COMMENT ON COLUMN core.claims.span_start IS 'First character of the quote in the text of the version';
COMMENT ON COLUMN core.claims.span_end IS 'First character after the quote';
COMMENT ON COLUMN core.claims.quote IS 'The exact words of the text that carry the number and the victims';
COMMENT ON COLUMN core.claims.effect IS 'killed, injured, missing, or casualties (dead and wounded not told apart)';
COMMENT ON COLUMN core.claims.low IS 'Least number that the words allow; null where they set no lower bound';
COMMENT ON COLUMN core.claims.best IS 'The figure that the words give; null for vague words such as dozens';
COMMENT ON COLUMN core.claims.high IS 'Greatest number that the words allow; null where they set no upper bound';
COMMENT ON COLUMN core.claims.qualifier IS 'How the words hedge: exact, at_least, more_than, at_most, about, range, vague';
COMMENT ON COLUMN core.claims.victim IS 'civilian, combatant or unknown';
COMMENT ON COLUMN core.claims.age IS 'child, adult or null';
COMMENT ON COLUMN core.claims.gender IS 'female, male or null';
COMMENT ON COLUMN core.claims.subset_of IS 'claim_id of the claim that counts the whole group; null where this is no part of another';
COMMENT ON COLUMN core.claims.scope IS 'incident, period (a total over a stretch of time), cumulative (a running total), other';
COMMENT ON COLUMN core.claims.modality IS 'asserted, feared or denied';
COMMENT ON COLUMN core.claims.incident_id IS 'The incident of the same article that the claim is about; null for period, cumulative and other';
COMMENT ON COLUMN core.claims.date_start IS 'First day of what the claim is about; null where the article gives no time';
COMMENT ON COLUMN core.claims.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN core.claims.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN core.claims.place IS 'The most exact place named for the claim, as the text writes it';
COMMENT ON COLUMN core.claims.actor IS 'Who did it, as the text names it';
COMMENT ON COLUMN core.claims.method IS 'air_strike, drone_strike, shelling, missile, shooting, explosion, suicide_bombing, landmine, chemical, execution, stabbing, clashes, other, unknown';
COMMENT ON COLUMN core.claims.source IS 'Who reports the figure, as the text names it; null where the article says it in its own voice';
COMMENT ON COLUMN core.claims.via IS 'Through whom the source was heard, such as an agency';
COMMENT ON COLUMN core.claims.confidence IS '0 to 1: how sure the extractor is of its reading';

CREATE TABLE core.incidents (
    row_id            VARCHAR,
    incident_id       VARCHAR,
    known_from        TIMESTAMP,
    known_to          TIMESTAMP,
    is_current        BOOLEAN,
    closed_because    VARCHAR,
    article_id        VARCHAR,
    version_id        VARCHAR,
    extractor_version VARCHAR,
    ordinal           BIGINT,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    places            STRUCT("name" VARCHAR, admin1 VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR, geoname_id BIGINT)[],
    actors            VARCHAR[],
    method            VARCHAR,
    killed            STRUCT(total STRUCT(low BIGINT, best BIGINT, high BIGINT), civilian STRUCT(low BIGINT, best BIGINT, high BIGINT), combatant STRUCT(low BIGINT, best BIGINT, high BIGINT), unknown STRUCT(low BIGINT, best BIGINT, high BIGINT), children STRUCT(low BIGINT, best BIGINT, high BIGINT), women STRUCT(low BIGINT, best BIGINT, high BIGINT)),
    injured           STRUCT(total STRUCT(low BIGINT, best BIGINT, high BIGINT), civilian STRUCT(low BIGINT, best BIGINT, high BIGINT), combatant STRUCT(low BIGINT, best BIGINT, high BIGINT), unknown STRUCT(low BIGINT, best BIGINT, high BIGINT), children STRUCT(low BIGINT, best BIGINT, high BIGINT), women STRUCT(low BIGINT, best BIGINT, high BIGINT))
);
COMMENT ON TABLE core.incidents IS 'What one article says of one attack, with the time for which it stood.';
COMMENT ON COLUMN core.incidents.row_id IS 'Key: digest of what is said and since when it stood';
COMMENT ON COLUMN core.incidents.incident_id IS 'Names the article and the ordinal';
COMMENT ON COLUMN core.incidents.known_from IS 'UTC; when the article first said so; null where neither the fetch nor the publication is dated';
COMMENT ON COLUMN core.incidents.known_to IS 'UTC; when the article stopped saying so; null while it still does. Equal to known_from where the row never stood';
COMMENT ON COLUMN core.incidents.is_current IS 'True where the current version of the article, read by the newest extractor, says so';
COMMENT ON COLUMN core.incidents.closed_because IS 'Why the row is not current: dropped, changed (same claim, other details), reread (a newer extractor reads the same words otherwise)';
COMMENT ON COLUMN core.incidents.article_id IS 'The article';
COMMENT ON COLUMN core.incidents.version_id IS 'The version in which it first stood';
COMMENT ON COLUMN core.incidents.extractor_version IS 'Version of the extractor';
COMMENT ON COLUMN core.incidents.ordinal IS '1 is the main incident of the article';
COMMENT ON COLUMN core.incidents.date_start IS 'First day of the incident; null where the article gives no time';
COMMENT ON COLUMN core.incidents.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN core.incidents.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN core.incidents.places IS 'Places of the incident, most exact first; WGS 84 degrees, ISO 3166-1 alpha-2 countries';
COMMENT ON COLUMN core.incidents.actors IS 'Who did it';
COMMENT ON COLUMN core.incidents.method IS 'How; the values of claims';
COMMENT ON COLUMN core.incidents.killed IS 'Killed by victim group as this one article counts them; a group that nothing is said of is null';
COMMENT ON COLUMN core.incidents.injured IS 'Injured by victim group as this one article counts them; a group that nothing is said of is null';

CREATE TABLE core.incident_terms (
    incident_id VARCHAR,
    article_id  VARCHAR,
    term        VARCHAR,
    is_name     BOOLEAN
);
COMMENT ON TABLE core.incident_terms IS 'Words by which the text around an incident is told from others: names and rare words, folded.';
COMMENT ON COLUMN core.incident_terms.incident_id IS 'The incident';
COMMENT ON COLUMN core.incident_terms.article_id IS 'The article';
COMMENT ON COLUMN core.incident_terms.term IS 'The word or the pair of words, without accents and capitals';
COMMENT ON COLUMN core.incident_terms.is_name IS 'True for capitalised words inside sentences and pairs of them';

CREATE TABLE core.event_links (
    incident_a  VARCHAR,
    incident_b  VARCHAR,
    score       DOUBLE,
    is_joined   BOOLEAN,
    comparisons STRUCT("comparison" VARCHAR, "level" VARCHAR, weight DOUBLE)[]
);
COMMENT ON TABLE core.event_links IS 'Why linked: pairs of current incidents that were compared and came near enough to tell of.';
COMMENT ON COLUMN core.event_links.incident_a IS 'The incident with the smaller id';
COMMENT ON COLUMN core.event_links.incident_b IS 'The incident with the greater id';
COMMENT ON COLUMN core.event_links.score IS 'Sum of the weights of the comparisons, in bits: how much likelier the two tell of one attack than of two';
COMMENT ON COLUMN core.event_links.is_joined IS 'True where both incidents ended in one event';
COMMENT ON COLUMN core.event_links.comparisons IS 'What was compared, how it came out, and what that weighs';

CREATE TABLE core.event_members (
    event_id           VARCHAR,
    incident_id        VARCHAR,
    article_id         VARCHAR,
    is_founder         BOOLEAN,
    independent_source VARCHAR
);
COMMENT ON TABLE core.event_members IS 'The current incidents of each event.';
COMMENT ON COLUMN core.event_members.event_id IS 'The event';
COMMENT ON COLUMN core.event_members.incident_id IS 'The incident';
COMMENT ON COLUMN core.event_members.article_id IS 'The article of the incident';
COMMENT ON COLUMN core.event_members.is_founder IS 'True for the incident published first, which names the event';
COMMENT ON COLUMN core.event_members.independent_source IS 'Articles of one event with the same value count as one source: reprints, one credited agency, or one publisher';

CREATE TABLE core.events (
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
    injured_women_high     BIGINT
);
COMMENT ON TABLE core.events IS 'One row for each attack: the incidents of all articles that tell of it. Figures are the policy of docs/warehouse.md, never sums of competing figures.';
COMMENT ON COLUMN core.events.event_id IS 'Derived from the founding incident; older ids are found in core.event_redirects';
COMMENT ON COLUMN core.events.date_start IS 'First day; null where no article dates it';
COMMENT ON COLUMN core.events.date_end IS 'Last day, inclusive';
COMMENT ON COLUMN core.events.date_precision IS 'day, days, week, month or year';
COMMENT ON COLUMN core.events.place IS 'The place that most independent sources name';
COMMENT ON COLUMN core.events.admin1 IS 'First administrative division of the place';
COMMENT ON COLUMN core.events.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN core.events.lat IS 'WGS 84 degrees; null where the place has no known coordinates';
COMMENT ON COLUMN core.events.lon IS 'WGS 84 degrees';
COMMENT ON COLUMN core.events.place_precision IS 'site, town, district, admin2, admin1, country or region';
COMMENT ON COLUMN core.events.actors IS 'All who are named as having done it, most named first';
COMMENT ON COLUMN core.events.method IS 'The method that most independent sources give';
COMMENT ON COLUMN core.events.articles IS 'Articles that tell of it';
COMMENT ON COLUMN core.events.publishers IS 'Outlets that tell of it';
COMMENT ON COLUMN core.events.independent_sources IS 'Sources that count on their own: reprints of one text count once';
COMMENT ON COLUMN core.events.first_reported_at IS 'UTC; earliest publication, or sighting where that is not known';
COMMENT ON COLUMN core.events.last_reported_at IS 'UTC; latest publication or sighting';
COMMENT ON COLUMN core.events.killed_low IS 'Least number killed, in all, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.killed_best IS 'Number killed, in all, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.killed_high IS 'Greatest number killed, in all, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.killed_civilian_low IS 'Least number killed, civilians, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.killed_civilian_best IS 'Number killed, civilians, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.killed_civilian_high IS 'Greatest number killed, civilians, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.killed_combatant_low IS 'Least number killed, combatants, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.killed_combatant_best IS 'Number killed, combatants, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.killed_combatant_high IS 'Greatest number killed, combatants, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.killed_unknown_low IS 'Least number killed, people whose status no source gives, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.killed_unknown_best IS 'Number killed, people whose status no source gives, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.killed_unknown_high IS 'Greatest number killed, people whose status no source gives, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.killed_children_low IS 'Least number killed, children (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.killed_children_best IS 'Number killed, children (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.killed_children_high IS 'Greatest number killed, children (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.killed_women_low IS 'Least number killed, women (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.killed_women_best IS 'Number killed, women (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.killed_women_high IS 'Greatest number killed, women (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.injured_low IS 'Least number injured, in all, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.injured_best IS 'Number injured, in all, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.injured_high IS 'Greatest number injured, in all, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.injured_civilian_low IS 'Least number injured, civilians, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.injured_civilian_best IS 'Number injured, civilians, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.injured_civilian_high IS 'Greatest number injured, civilians, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.injured_combatant_low IS 'Least number injured, combatants, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.injured_combatant_best IS 'Number injured, combatants, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.injured_combatant_high IS 'Greatest number injured, combatants, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.injured_unknown_low IS 'Least number injured, people whose status no source gives, over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.injured_unknown_best IS 'Number injured, people whose status no source gives, that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.injured_unknown_high IS 'Greatest number injured, people whose status no source gives, that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.injured_children_low IS 'Least number injured, children (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.injured_children_best IS 'Number injured, children (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.injured_children_high IS 'Greatest number injured, children (also counted above), that any source gives; null where none sets an upper bound';
COMMENT ON COLUMN core.events.injured_women_low IS 'Least number injured, women (also counted above), over independent sources; null where nothing is said';
COMMENT ON COLUMN core.events.injured_women_best IS 'Number injured, women (also counted above), that most independent sources give, ties to the latest; null where none gives a figure';
COMMENT ON COLUMN core.events.injured_women_high IS 'Greatest number injured, women (also counted above), that any source gives; null where none sets an upper bound';

CREATE TABLE core.event_redirects (
    old_event_id VARCHAR,
    event_id     VARCHAR
);
COMMENT ON TABLE core.event_redirects IS 'Where an id that names no event leads: every incident may once have named one.';
COMMENT ON COLUMN core.event_redirects.old_event_id IS 'An id that may have been seen';
COMMENT ON COLUMN core.event_redirects.event_id IS 'The event that now holds what it named; null where its article no longer tells of any';

CREATE TABLE core.event_history (
    load_number      BIGINT,
    recorded_at      TIMESTAMP,
    event_id         VARCHAR,
    change           VARCHAR,
    incident_id      VARCHAR,
    related_event_id VARCHAR,
    detail           VARCHAR
);
COMMENT ON TABLE core.event_history IS 'What happened to each event as loads arrived, oldest first. It tells of this database, so it depends on the order of loading.';
COMMENT ON COLUMN core.event_history.load_number IS 'Counts the loads of this database';
COMMENT ON COLUMN core.event_history.recorded_at IS 'UTC; the clock at that load';
COMMENT ON COLUMN core.event_history.event_id IS 'The event';
COMMENT ON COLUMN core.event_history.change IS 'founded, joined, left, merged, renamed, ended, toll_changed';
COMMENT ON COLUMN core.event_history.incident_id IS 'The incident that joined or left';
COMMENT ON COLUMN core.event_history.related_event_id IS 'The event into which it merged, or its new id';
COMMENT ON COLUMN core.event_history.detail IS 'In words';

CREATE TABLE core.sources (
    source_key     VARCHAR,
    name           VARCHAR,
    claims         BIGINT,
    articles       BIGINT,
    first_known_at TIMESTAMP
);
COMMENT ON TABLE core.sources IS 'Who is named as the source of claims, spellings folded together.';
COMMENT ON COLUMN core.sources.source_key IS 'The name without accents, capitals and signs';
COMMENT ON COLUMN core.sources.name IS 'The spelling used most';
COMMENT ON COLUMN core.sources.claims IS 'Current claims';
COMMENT ON COLUMN core.sources.articles IS 'Articles in which it is named';
COMMENT ON COLUMN core.sources.first_known_at IS 'UTC; first claim';
