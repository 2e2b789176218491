-- Toll over time: how the figures of an event changed as reports appeared, which claim made each step, and why.

CREATE MACRO core.reported_at(known_from, first_known_at, published_at) AS
    CASE WHEN known_from > first_known_at THEN known_from ELSE published_at END;
COMMENT ON MACRO core.reported_at IS 'When an article said what it was known to say from known_from on: when it was published, or an edit was seen';

-- Of a day's report whose hour is not known, the time at which it was seen on that day tells more than midnight.
CREATE MACRO core.told_from(known_from, first_known_at, published_at) AS CASE
    WHEN known_from > first_known_at OR published_at = first_known_at::DATE THEN known_from
    ELSE least(known_from, published_at)
END;
COMMENT ON MACRO core.told_from IS 'When a reader could first read what was known from known_from on: when it was published, if that was before we saw it';

CREATE MACRO core.tellings(events) AS TABLE
-- no name of a table here may be one that is asked by
WITH ever_in AS (
    SELECT DISTINCT m.incident_id
    FROM core.memberships AS m
    SEMI JOIN query_table(events) AS wanted ON wanted.event_id = m.event_id
),
latest AS (
    SELECT m.row_key, m.incident_id, m.article_id, m.event_id, m.independent_source,
        {'is_current': m.is_current, 'known_from': coalesce(m.known_from, '-infinity'::TIMESTAMP), 'row': m.row_key} AS place
    FROM core.memberships AS m
    SEMI JOIN ever_in ON ever_in.incident_id = m.incident_id
),
home AS (
    SELECT latest.incident_id, arg_max(latest.event_id, latest.place) AS event_id FROM latest GROUP BY latest.incident_id
),
spoken AS (
    SELECT latest.row_key, any_value(latest.incident_id) AS incident_id, any_value(latest.article_id) AS article_id,
        arg_max(latest.independent_source, latest.place) AS independent_source
    FROM latest
    GROUP BY latest.row_key
),
timed AS (
    SELECT home.event_id, spoken.row_key, fact.row_id, spoken.incident_id, spoken.article_id, spoken.independent_source,
        core.told_from(fact.known_from, article.first_known_at, article.reported_at) AS told_from, fact.known_to AS told_to,
        core.reported_at(fact.known_from, article.first_known_at, article.reported_at) AS reported_at,
        bool_or(told_from IS NOT NULL) OVER (PARTITION BY home.event_id) AS is_event_dated
    FROM spoken
    JOIN home ON home.incident_id = spoken.incident_id
    SEMI JOIN query_table(events) AS wanted ON wanted.event_id = home.event_id
    JOIN core.incident_facts AS fact ON fact.row_key = spoken.row_key
    JOIN core.articles AS article ON article.article_id = spoken.article_id
)
SELECT timed.* EXCLUDE (is_event_dated)
    REPLACE (if(timed.told_from IS NULL AND timed.is_event_dated, 'infinity'::TIMESTAMP, timed.told_from) AS told_from)
FROM timed
-- of what was told at no known time, and is told no more, there is no place in the order
WHERE timed.told_from IS NOT NULL OR timed.told_to IS NULL OR NOT timed.is_event_dated;
COMMENT ON MACRO TABLE core.tellings IS 'What the reports of today''s events told, from when to when, by the time of publication: of an undated report from infinity, as the last, where others of the event are dated; null where none is. events: the name of a relation with a column event_id';

CREATE MACRO mart.trajectory(event) AS TABLE
WITH asked AS (
    SELECT core.present_event(event) AS event_id
),
telling AS (
    SELECT t.* REPLACE (coalesce(t.told_from, '-infinity'::TIMESTAMP) AS told_from),
        min(coalesce(t.told_from, '-infinity'::TIMESTAMP)) OVER (PARTITION BY t.article_id) AS article_since,
        min(coalesce(t.told_from, '-infinity'::TIMESTAMP)) OVER (PARTITION BY t.independent_source) AS source_since
    FROM core.tellings('asked') AS t
),
figure AS (
    SELECT f.effect, f.victim AS victim_group, f.low, f.best, f.high, coalesce(f.told_from, '-infinity'::TIMESTAMP) AS step_at, f.told_to
    FROM core.told_figures AS f
    SEMI JOIN asked ON asked.event_id = f.event_id
),
-- Where a figure ends and none follows, as reports are withdrawn, that is a step too.
ended AS (
    FROM figure
    UNION ALL BY NAME
    SELECT effect, victim_group, told_to AS step_at FROM figure
    QUALIFY told_to IS NOT NULL
        AND told_to IS DISTINCT FROM lead(figure.step_at) OVER (PARTITION BY effect, victim_group ORDER BY figure.step_at)
),
changed AS (
    SELECT dense_rank() OVER (ORDER BY step_at) AS step, step_at, effect, victim_group, low, best, high,
        lag(low) OVER steps AS low_before, lag(best) OVER steps AS best_before, lag(high) OVER steps AS high_before
    FROM ended
    WINDOW steps AS (PARTITION BY effect, victim_group ORDER BY step_at)
),
present AS (
    SELECT step.step, step.step_at, t.*
    FROM (SELECT DISTINCT step, step_at FROM changed) AS step
    JOIN telling AS t ON t.told_from <= step.step_at AND (t.told_to IS NULL OR step.step_at < t.told_to)
),
claimed AS (
    SELECT changed.step, changed.effect, changed.victim_group, c.claim_id, c.article_id, c.quote, c.source, c.version_id, c.span_start,
        c.span_end, coalesce(core.told_from(c.known_from, article.first_known_at, article.reported_at), present.told_from) AS claimed_at,
        claimed_at = changed.step_at AS is_new,
        coalesce(CASE changed.victim_group
            WHEN 'total' THEN c.subset_of IS NULL
            WHEN 'children' THEN c.age = 'child'
            WHEN 'women' THEN c.gender = 'female' AND c.age IS DISTINCT FROM 'child'
            ELSE c.victim = changed.victim_group
        END, false) AS is_of_group,
        is_of_group AND coalesce(c.best, c.low, c.high) IN (changed.best, changed.high, changed.low) AS is_the_figure,
        coalesce(c.best, c.low, c.high) = coalesce(changed.best, changed.low, changed.high) AS is_the_best
    FROM changed
    JOIN present ON present.step = changed.step
    JOIN core.claims AS c ON c.incident_id = present.incident_id AND c.effect = changed.effect
    JOIN core.articles AS article ON article.article_id = c.article_id
    WHERE c.scope = 'incident' AND c.modality = 'asserted' AND c.closed_because IS DISTINCT FROM 'reread'
        AND claimed_at <= changed.step_at AND (c.known_to IS NULL OR changed.step_at < c.known_to)
        AND (is_new OR is_the_figure)
    QUALIFY row_number() OVER (
        PARTITION BY changed.step, changed.effect, changed.victim_group
        ORDER BY is_new DESC, is_the_figure DESC, is_the_best DESC NULLS LAST, is_of_group DESC, c.subset_of IS NOT NULL,
            coalesce(c.best, c.low, c.high) DESC NULLS LAST, c.article_id, c.span_start, c.row_id
    ) = 1
),
-- A figure of the headline has no claim.
begun AS (
    SELECT changed.step, changed.effect, changed.victim_group, coalesce(changed.best, changed.low, changed.high) AS figure,
        present.article_id, CASE changed.effect WHEN 'killed' THEN i.killed ELSE i.injured END AS toll
    FROM changed
    JOIN present ON present.step = changed.step AND present.told_from = changed.step_at
    JOIN core.incidents AS i ON i.row_id = present.row_id
    ANTI JOIN claimed ON claimed.step = changed.step AND claimed.effect = changed.effect
        AND claimed.victim_group = changed.victim_group
),
given AS (
    SELECT begun.* EXCLUDE (toll), CASE begun.victim_group
            WHEN 'total' THEN toll.total WHEN 'civilian' THEN toll.civilian WHEN 'combatant' THEN toll.combatant
            WHEN 'children' THEN toll.children WHEN 'women' THEN toll.women ELSE toll."unknown"
        END AS said
    FROM begun
),
headline AS (
    SELECT given.step, given.effect, given.victim_group, given.article_id
    FROM given
    WHERE coalesce(said.low, said.best, said.high) IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY given.step, given.effect, given.victim_group
        ORDER BY coalesce(said.best, said.low, said.high) IS DISTINCT FROM given.figure, given.article_id
    ) = 1
),
told AS (
    SELECT changed.*, claimed.claim_id, coalesce(claimed.article_id, headline.article_id) AS article_id, claimed.quote, claimed.source,
        claimed.version_id, claimed.span_start, claimed.span_end, coalesce(claimed.is_new, headline.article_id IS NOT NULL) AS is_new
    FROM changed
    LEFT JOIN claimed ON claimed.step = changed.step AND claimed.effect = changed.effect
        AND claimed.victim_group = changed.victim_group
    LEFT JOIN headline ON headline.step = changed.step AND headline.effect = changed.effect
        AND headline.victim_group = changed.victim_group
),
withdrawn AS (
    SELECT DISTINCT t.told_to AS step_at
    FROM telling AS t
    ANTI JOIN telling AS still ON still.incident_id = t.incident_id AND still.told_from = t.told_to
    WHERE t.told_to IS NOT NULL
),
because AS (
    SELECT told.*,
        CASE
            WHEN told.step = 1 THEN 'first report'
            WHEN NOT told.is_new THEN if(withdrawn.step_at IS NULL, 'article edited', 'report withdrawn')
            WHEN heard.article_since < told.step_at THEN 'article edited'
            WHEN heard.source_since < told.step_at THEN 'same source'
            ELSE 'another source'
        END AS change
    FROM told
    LEFT JOIN withdrawn ON withdrawn.step_at = told.step_at
    LEFT JOIN (
        SELECT present.step, present.article_id, min(present.article_since) AS article_since, min(present.source_since) AS source_since
        FROM present
        GROUP BY present.step, present.article_id
    ) AS heard ON heard.step = told.step AND heard.article_id = told.article_id
),
-- The reason is what the text says around the figure; a note of correction may stand at its head or end.
worded AS (
    SELECT because.step, because.effect, because.victim_group, phrase.meaning, phrase.phrase
    FROM (
        SELECT because.*, version.title, version.text
        FROM because
        JOIN (
            SELECT v.version_id, v.title, v.text
            FROM core.article_versions AS v
            JOIN (SELECT DISTINCT article_id FROM telling WHERE article_id IS NOT NULL) AS heard ON heard.article_id = v.article_id
        ) AS version ON version.version_id = because.version_id
        WHERE because.step > 1 AND because.is_new
    ) AS because
    JOIN core.phrases AS phrase ON phrase.list = 'reason'
    WHERE (
            core.holds_phrase(core.words_around(because.text, because.span_start, because.span_end), phrase.phrase)
            OR (phrase.meaning = 'corrected' AND because.change = 'article edited' AND core.holds_phrase(
                core.folded(concat_ws(' ', because.title, left(because.text, 300), right(because.text, 300))), phrase.phrase
            ))
        )
        AND (phrase.rises IS NULL OR because.effect = 'killed' OR NOT phrase.rises)
        AND (phrase.rises IS NULL OR phrase.rises = coalesce(
            coalesce(because.best, because.low, because.high) > coalesce(because.best_before, because.low_before, because.high_before),
            true
        ))
    QUALIFY row_number() OVER (
        PARTITION BY because.step, because.effect, because.victim_group ORDER BY phrase.place, phrase.words DESC, phrase.phrase
    ) = 1
)
SELECT CASE WHEN isfinite(because.step_at) THEN because.step_at END AS "at", because.effect, because.victim_group AS victim, because.low_before, because.best_before,
    because.high_before, because.low, because.best, because.high, because.change, worded.meaning AS reason,
    worded.phrase AS reason_words, coalesce(because.quote, article.title) AS quote, because.source, article.publisher, article.url,
    because.claim_id, because.article_id
FROM because
LEFT JOIN worded ON worded.step = because.step AND worded.effect = because.effect AND worded.victim_group = because.victim_group
LEFT JOIN (
    SELECT a.article_id, a.title, a.publisher, a.url
    FROM core.articles AS a
    JOIN (SELECT DISTINCT article_id FROM telling WHERE article_id IS NOT NULL) AS heard ON heard.article_id = a.article_id
) AS article ON article.article_id = because.article_id
ORDER BY because.step, because.effect DESC,
    list_position(['total', 'civilian', 'combatant', 'unknown', 'children', 'women'], because.victim_group);
COMMENT ON MACRO TABLE mart.trajectory IS 'The figures of an event step by step as reports told them: at (UTC) is when the report appeared, or an edit of it was seen (null where the report is not dated: such reports come last, where others of the event are dated), with each group''s low, best and high before and after, and the claim that made the step (its quote; the headline where the figure rests on that alone; null where none did). change is what happened among the reports: first report, another source, same source, article edited, report withdrawn. reason is what the text says around the figure: bodies found, died of wounds, missing now dead, revised down, corrected, update of an earlier toll, with the words that say so; null where it gives none. Which reports are of the event is as known today; an id that it once had leads to it. What was known when: mart.event_states_of';
