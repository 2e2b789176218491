-- Days that no article names: incidents of precision 'inferred' happened in the few days before the report, as far as
-- news of that kind tells. They enter no day and no week.

COMMENT ON COLUMN raw.incidents.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';
COMMENT ON COLUMN core.incidents.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';
COMMENT ON COLUMN core.events.date_precision IS 'day, days, week, month, year, or inferred (no article names a day: the day of the first report and the two before it)';
