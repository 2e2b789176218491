-- Undated reports come last, where others of the event are dated.

COMMENT ON COLUMN core.told_figures.told_from IS 'UTC; when the report appeared that made the figure so; infinity where that report is not dated, but others of the event are; null where none is';
COMMENT ON COLUMN core.told_figures.told_to IS 'UTC; until the next report (infinity where that one is not dated); null for the figure of today';
