-- The figures of an event by the time at which its reports told them: a feed that is polled for the first time gives the
-- reports of days at once, and in whatever order.

CREATE TABLE core.told_figures (
    event_id  VARCHAR,
    effect    VARCHAR,
    victim    VARCHAR,
    low       BIGINT,
    best      BIGINT,
    high      BIGINT,
    told_from TIMESTAMP,
    told_to   TIMESTAMP
);
COMMENT ON TABLE core.told_figures IS 'The figures of each event of today as its reports told them, from when to when, by the time of publication (house policy): mart.trajectory says what made each of them. What was known when is in core.event_states.';
COMMENT ON COLUMN core.told_figures.event_id IS 'The event';
COMMENT ON COLUMN core.told_figures.effect IS 'killed or injured';
COMMENT ON COLUMN core.told_figures.victim IS 'total, civilian, combatant, unknown, children or women';
COMMENT ON COLUMN core.told_figures.low IS 'Least figure; null where no report sets one';
COMMENT ON COLUMN core.told_figures.best IS 'Best figure; null where no report gives one';
COMMENT ON COLUMN core.told_figures.high IS 'Greatest figure; null where no report sets an upper bound';
COMMENT ON COLUMN core.told_figures.told_from IS 'UTC; when the report appeared that made the figure so; null where no report is dated';
COMMENT ON COLUMN core.told_figures.told_to IS 'UTC; until the next report; null for the figure of today';
