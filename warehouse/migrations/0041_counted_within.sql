-- How many of a part an article counted within its whole: a part that has risen since takes no more off.

ALTER TABLE core.incident_parts ADD COLUMN effect VARCHAR;
COMMENT ON COLUMN core.incident_parts.effect IS 'killed or injured: of whom the quotes tell';
ALTER TABLE core.incident_parts ADD COLUMN part_figure BIGINT;
COMMENT ON COLUMN core.incident_parts.part_figure IS 'How many the article counts in the part';
ALTER TABLE core.incident_parts ADD COLUMN whole_figure BIGINT;
COMMENT ON COLUMN core.incident_parts.whole_figure IS 'How many it counts in the figure that holds it';
