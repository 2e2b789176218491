-- What came of the rows in region: found_stays and core.incident_facts.component of those that are settled, and work_keys
-- for the next time: the components that turned out to have to do with one that stood beside them.

CREATE OR REPLACE TEMP TABLE grown AS
SELECT ranked.row_key, is_work, ranked.component AS old_component, coalesce(grown.component, ranked.row_key) AS component
FROM ranked
LEFT JOIN grown_components AS grown USING (row_key);

CREATE OR REPLACE TEMP TABLE widened AS
SELECT component FROM grown GROUP BY component HAVING bool_or(is_work) AND NOT bool_and(is_work);

CREATE OR REPLACE TEMP TABLE settled_rows AS
SELECT row_key, component FROM grown ANTI JOIN widened USING (component) WHERE is_work;

DELETE FROM found_stays WHERE row_key IN (SELECT row_key FROM settled_rows);
INSERT INTO found_stays
SELECT row_key, founder, start_us, end_us FROM grown_stays SEMI JOIN settled_rows USING (row_key)
UNION ALL
SELECT row_key, row_key, start_us, end_us FROM ranked SEMI JOIN settled_rows USING (row_key) WHERE NOT is_linked;

MERGE INTO core.incident_facts AS fact USING settled_rows AS settled USING (row_key)
WHEN MATCHED AND fact.component IS DISTINCT FROM settled.component THEN UPDATE SET component = settled.component;

-- A component that is taken in is taken in whole, though some of its rows may have to do with it no longer.
CREATE OR REPLACE TEMP TABLE work_keys AS
WITH taken_in AS (
    SELECT DISTINCT old_component FROM grown SEMI JOIN widened USING (component) WHERE NOT is_work
)
SELECT row_key FROM grown SEMI JOIN widened USING (component) WHERE is_work
UNION ALL
SELECT row_key FROM grown WHERE NOT is_work AND old_component IN (FROM taken_in);

INSERT INTO touched_keys FROM work_keys ANTI JOIN touched_keys USING (row_key);
