-- first_sightings of the articles in {articles}: each version with the time at which it was first seen, its place in the
-- order of all of them, and its outlet; births: each article with its first version. Articles are named by their
-- addresses here.

CREATE OR REPLACE TEMP TABLE first_sightings AS
WITH placed AS (
    SELECT version_id, article_id, published_on, known_at, sighting_id,
        core.version_place(known_at, modified_at, published_at, raw_uri, version_id) AS place,
        nullif(core.folded(core.outlet_of(publisher)), '') AS publisher, core.url_host(url) AS host
    FROM raw.sightings
    SEMI JOIN {articles} USING (article_id)
),
seen AS (
    SELECT version_id, any_value(article_id) AS article_id, min(place) AS place, min(place.known_us) AS known_us,
        min(known_at) AS known_at, coalesce(min(published_on), min(known_at)::DATE) AS day,
        arg_min(publisher, (place.known_us, sighting_id)) AS publisher,
        arg_min(host, (place.known_us, sighting_id)) AS host
    FROM placed
    GROUP BY version_id
)
SELECT * EXCLUDE (place), row_number() OVER (ORDER BY place) AS place FROM seen;

CREATE OR REPLACE TEMP TABLE births AS
SELECT article_id, arg_min(version_id, place) AS version_id, min(place) AS place, min(known_us) AS known_us,
    min(known_at) AS known_from
FROM first_sightings
GROUP BY article_id;
