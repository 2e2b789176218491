-- Figures that a published snapshot keeps: made once, when it is made, and not at each question.

CREATE TABLE core.kept_figures (
    policy         VARCHAR,
    event_id       VARCHAR,
    date_start     DATE,
    date_precision VARCHAR,
    country        VARCHAR,
    admin1         VARCHAR,
    place          VARCHAR,
    actors         VARCHAR[],
    "method"       VARCHAR,
    effect         VARCHAR,
    victim         VARCHAR,
    low            BIGINT,
    best           BIGINT,
    high           BIGINT,
    grade          VARCHAR,
    sources        BIGINT,
    settled_at     TIMESTAMP
);
COMMENT ON TABLE core.kept_figures IS 'In a published snapshot: the figures of every event under every policy as they are now, from which mart.event_figures_by answers. Empty in the live database, which makes them when asked';
COMMENT ON COLUMN core.kept_figures.policy IS 'The policy';
COMMENT ON COLUMN core.kept_figures.event_id IS 'The event';
COMMENT ON COLUMN core.kept_figures.date_start IS 'First day of the event';
COMMENT ON COLUMN core.kept_figures.date_precision IS 'day, days, week, month, year or inferred';
COMMENT ON COLUMN core.kept_figures.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN core.kept_figures.admin1 IS 'First administrative division';
COMMENT ON COLUMN core.kept_figures.place IS 'Place';
COMMENT ON COLUMN core.kept_figures.actors IS 'Who did it';
COMMENT ON COLUMN core.kept_figures.method IS 'How';
COMMENT ON COLUMN core.kept_figures.effect IS 'killed or injured';
COMMENT ON COLUMN core.kept_figures.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN core.kept_figures.low IS 'Least figure';
COMMENT ON COLUMN core.kept_figures.best IS 'Best figure; null where the policy gives none';
COMMENT ON COLUMN core.kept_figures.high IS 'Greatest figure; null where there is no upper bound';
COMMENT ON COLUMN core.kept_figures.grade IS 'What the policy says of the evidence';
COMMENT ON COLUMN core.kept_figures.sources IS 'Independent sources that give the figure';
COMMENT ON COLUMN core.kept_figures.settled_at IS 'UTC; since then nothing that bears on the event has changed, so its figures then were these';

CREATE TABLE core.settled_events (
    event_id   VARCHAR,
    settled_at TIMESTAMP
);
COMMENT ON TABLE core.settled_events IS 'In a published snapshot: since when nothing has changed that bears on an event. Empty in the live database';
COMMENT ON COLUMN core.settled_events.event_id IS 'The event, also one that has ended';
COMMENT ON COLUMN core.settled_events.settled_at IS 'UTC; null where no time is known for anything of it';
