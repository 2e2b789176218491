-- An attack may be one of those that a larger figure counts: "39 killed across the north", 27 of them in one town.

CREATE TABLE core.incident_parts (
    part_incident_id  VARCHAR,
    whole_incident_id VARCHAR,
    article_id        VARCHAR,
    part_quote        VARCHAR,
    whole_quote       VARCHAR,
    known_from        TIMESTAMP,
    known_to          TIMESTAMP,
    is_current        BOOLEAN
);
COMMENT ON TABLE core.incident_parts IS 'Which incidents are told to be part of another one of the same article: the attacks of a day whose dead a total counts together. Only where the figures of the article bear it out.';
COMMENT ON COLUMN core.incident_parts.part_incident_id IS 'The attack';
COMMENT ON COLUMN core.incident_parts.whole_incident_id IS 'The incident whose figure counts its victims too';
COMMENT ON COLUMN core.incident_parts.article_id IS 'The article that tells so';
COMMENT ON COLUMN core.incident_parts.part_quote IS 'The largest figure of the part that the text counts within the whole';
COMMENT ON COLUMN core.incident_parts.whole_quote IS 'The figure that holds it';
COMMENT ON COLUMN core.incident_parts.known_from IS 'UTC; since when the article said so; null: since ever';
COMMENT ON COLUMN core.incident_parts.known_to IS 'UTC; until when; null while it does';
COMMENT ON COLUMN core.incident_parts.is_current IS 'Whether it does now';

CREATE TABLE core.kept_remainders AS FROM core.kept_figures LIMIT 0;
COMMENT ON TABLE core.kept_remainders IS 'In a published snapshot: of each event that holds others, what these leave of its figures, under every policy, as now. Empty in the live database, which reckons it when asked';
COMMENT ON COLUMN core.kept_remainders.policy IS 'The policy';
COMMENT ON COLUMN core.kept_remainders.event_id IS 'The event';
COMMENT ON COLUMN core.kept_remainders.date_start IS 'First day of the event';
COMMENT ON COLUMN core.kept_remainders.date_precision IS 'day, days, week, month, year or inferred';
COMMENT ON COLUMN core.kept_remainders.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN core.kept_remainders.admin1 IS 'First administrative division';
COMMENT ON COLUMN core.kept_remainders.place IS 'Place';
COMMENT ON COLUMN core.kept_remainders.actors IS 'Who did it';
COMMENT ON COLUMN core.kept_remainders.method IS 'How';
COMMENT ON COLUMN core.kept_remainders.effect IS 'killed or injured';
COMMENT ON COLUMN core.kept_remainders.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN core.kept_remainders.low IS 'Least that is left';
COMMENT ON COLUMN core.kept_remainders.best IS 'What is left of the best figure; null where the policy gives none';
COMMENT ON COLUMN core.kept_remainders.high IS 'Most that is left; null where there is no upper bound';
COMMENT ON COLUMN core.kept_remainders.grade IS 'What the policy says of the evidence for the whole';
COMMENT ON COLUMN core.kept_remainders.sources IS 'Independent sources that give the figure of the whole';
COMMENT ON COLUMN core.kept_remainders.settled_at IS 'UTC; since then nothing that bears on the event or its parts has changed';
