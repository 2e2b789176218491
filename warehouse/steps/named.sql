-- What each reading of affected_articles says, under the names by which core knows articles, claims and incidents; and
-- left_names, those by which core knew their incidents until now.

CREATE OR REPLACE TEMP TABLE left_names AS
SELECT DISTINCT core.event_id_of(incident_id) AS named FROM core.incidents SEMI JOIN affected_articles USING (article_id);

-- The id of a claim holds its article's address. What two addresses of one article claim alike takes the name of the first.
CREATE OR REPLACE TEMP TABLE claim_names AS
WITH several AS (
    SELECT story.* FROM stories AS story
    SEMI JOIN (SELECT article_id FROM stories GROUP BY article_id HAVING count(*) > 1) USING (article_id)
),
said AS (
    SELECT r.*, several.article_id AS story_id,
        row_number() OVER (PARTITION BY reading_id, effect, quote ORDER BY span_start, span_end, claim_id) AS nth
    FROM raw.claims AS r
    JOIN several ON several.address_id = r.article_id
)
SELECT reading_id, claim_id AS told_as, first_value(claim_id) OVER alike AS claim_id
FROM said
JOIN births ON births.article_id = said.article_id
WINDOW alike AS (
    PARTITION BY story_id, effect, quote, nth, low, high, qualifier, victim, scope, modality
    ORDER BY births.place, claim_id
);

CREATE OR REPLACE TEMP TABLE named_claims AS
SELECT r.* REPLACE (
        story.article_id AS article_id,
        coalesce(incident.incident_id, r.incident_id) AS incident_id,
        coalesce(claim.claim_id, r.claim_id) AS claim_id,
        coalesce(whole.claim_id, r.subset_of) AS subset_of
    )
FROM raw.claims AS r
JOIN stories AS story ON story.address_id = r.article_id
LEFT JOIN lasting_names AS incident ON incident.reading_id = r.reading_id AND incident.told_as = r.incident_id
LEFT JOIN claim_names AS claim ON claim.reading_id = r.reading_id AND claim.told_as = r.claim_id
LEFT JOIN claim_names AS whole ON whole.reading_id = r.reading_id AND whole.told_as = r.subset_of;

CREATE OR REPLACE TEMP TABLE named_incidents AS
SELECT r.* REPLACE (
        story.article_id AS article_id,
        coalesce(incident.incident_id, r.incident_id) AS incident_id
    )
FROM raw.incidents AS r
JOIN stories AS story ON story.address_id = r.article_id
LEFT JOIN lasting_names AS incident ON incident.reading_id = r.reading_id AND incident.told_as = r.incident_id;
