-- Toll over time: how the figures of an event changed as reports came in, which claim made each step, and why.

CREATE MACRO mart.trajectory(event) AS TABLE
WITH member AS (
    SELECT m.incident_id
    FROM core.memberships AS m
    WHERE m.is_current AND m.event_id = core.present_event(event)
),
-- The report that was known first is followed through every id that its event has had.
followed AS (
    SELECT m.incident_id
    FROM core.memberships AS m
    SEMI JOIN member ON member.incident_id = m.incident_id
    GROUP BY m.incident_id
    ORDER BY bool_or(m.known_from IS NULL) DESC, min(m.known_from), m.incident_id
    LIMIT 1
),
stretch AS (
    SELECT greatest(s.known_from, m.known_from) AS step_at, s.event_id, unnest(core.figures_of(s)) AS figure,
        dense_rank() OVER (ORDER BY greatest(s.known_from, m.known_from) NULLS FIRST) AS step
    FROM core.event_states AS s
    JOIN core.memberships AS m ON m.event_id = s.event_id
        AND (m.known_to IS NULL OR s.known_from IS NULL OR s.known_from < m.known_to)
        AND (s.known_to IS NULL OR m.known_from IS NULL OR m.known_from < s.known_to)
    SEMI JOIN followed ON followed.incident_id = m.incident_id
),
changed AS (
    SELECT step, step_at, event_id, figure.effect, figure.victim AS victim_group, figure.low, figure.best, figure.high,
        lag(figure.low) OVER steps AS low_before, lag(figure.best) OVER steps AS best_before,
        lag(figure.high) OVER steps AS high_before
    FROM stretch
    WINDOW steps AS (PARTITION BY figure.effect, figure.victim ORDER BY step)
    QUALIFY (figure.low, figure.best, figure.high) IS DISTINCT FROM (low_before, best_before, high_before)
),
-- Who was in the event then, and whether the article and the source had spoken before
present AS (
    SELECT step.step, m.incident_id, m.article_id, m.independent_source
    FROM (SELECT DISTINCT step, step_at, event_id FROM stretch) AS step
    JOIN core.memberships AS m ON m.event_id = step.event_id
        AND (m.known_from IS NULL OR m.known_from <= step.step_at) AND (m.known_to IS NULL OR step.step_at < m.known_to)
),
claimed AS (
    SELECT changed.step, changed.effect, changed.victim_group, c.row_id,
        c.known_from IS NOT DISTINCT FROM changed.step_at AS is_new,
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
    WHERE c.scope = 'incident' AND c.modality = 'asserted' AND c.closed_because IS DISTINCT FROM 'reread'
        AND (c.known_from IS NULL OR c.known_from <= changed.step_at) AND (c.known_to IS NULL OR changed.step_at < c.known_to)
        AND (is_new OR is_the_figure)
    QUALIFY row_number() OVER (
        PARTITION BY changed.step, changed.effect, changed.victim_group
        ORDER BY is_new DESC, is_the_figure DESC, is_the_best DESC NULLS LAST, is_of_group DESC, c.subset_of IS NOT NULL,
            coalesce(c.best, c.low, c.high) DESC NULLS LAST, c.article_id, c.span_start, c.row_id
    ) = 1
),
-- A figure of the headline has no claim.
headline AS (
    SELECT changed.step, changed.effect, changed.victim_group, f.article_id
    FROM changed
    JOIN core.source_figures AS f ON f.event_id = changed.event_id AND f.effect = changed.effect
        AND f.victim = changed.victim_group AND f.known_from IS NOT DISTINCT FROM changed.step_at
    ANTI JOIN claimed ON claimed.step = changed.step AND claimed.effect = changed.effect
        AND claimed.victim_group = changed.victim_group
    QUALIFY row_number() OVER (
        PARTITION BY changed.step, changed.effect, changed.victim_group
        ORDER BY coalesce(f.best, f.low, f.high) IS DISTINCT FROM coalesce(changed.best, changed.low, changed.high), f.article_id
    ) = 1
),
told AS (
    SELECT changed.*, c.row_id, c.claim_id, coalesce(c.article_id, headline.article_id) AS article_id, c.quote, c.source,
        c.version_id, c.span_start, c.span_end, coalesce(claimed.is_new, headline.article_id IS NOT NULL) AS is_new
    FROM changed
    LEFT JOIN claimed ON claimed.step = changed.step AND claimed.effect = changed.effect
        AND claimed.victim_group = changed.victim_group
    LEFT JOIN core.claims AS c ON c.row_id = claimed.row_id
    LEFT JOIN headline ON headline.step = changed.step AND headline.effect = changed.effect
        AND headline.victim_group = changed.victim_group
),
withdrawn AS (
    SELECT DISTINCT was.step + 1 AS step
    FROM present AS was
    LEFT JOIN present AS still ON still.step = was.step + 1 AND still.incident_id = was.incident_id
    WHERE still.incident_id IS NULL
),
heard AS (
    SELECT step, article_id, min(article_since) AS article_since, min(source_since) AS source_since
    FROM (
        SELECT step, article_id, min(step) OVER (PARTITION BY article_id) AS article_since,
            min(step) OVER (PARTITION BY independent_source) AS source_since
        FROM present
    )
    GROUP BY step, article_id
),
because AS (
    SELECT told.*,
        CASE
            WHEN told.step = 1 THEN 'first report'
            WHEN NOT told.is_new THEN if(withdrawn.step IS NULL, 'reports regrouped', 'report withdrawn')
            WHEN heard.article_since < told.step THEN 'article edited'
            WHEN heard.source_since < told.step THEN 'same source'
            ELSE 'another source'
        END AS change
    FROM told
    LEFT JOIN withdrawn ON withdrawn.step = told.step
    LEFT JOIN heard ON heard.step = told.step AND heard.article_id = told.article_id
),
-- The reason is what the text says around the figure; a note of correction may stand at its head or end.
worded AS (
    SELECT because.step, because.effect, because.victim_group, phrase.meaning, phrase.phrase
    FROM (
        SELECT because.*, version.title, version.text
        FROM because
        JOIN core.article_versions AS version ON version.version_id = because.version_id
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
SELECT because.step_at AS "at", because.effect, because.victim_group AS victim, because.low_before, because.best_before,
    because.high_before, because.low, because.best, because.high, because.change, worded.meaning AS reason,
    worded.phrase AS reason_words, coalesce(because.quote, article.title) AS quote, because.source, article.publisher, article.url,
    because.claim_id, because.article_id, because.event_id
FROM because
LEFT JOIN worded ON worded.step = because.step AND worded.effect = because.effect AND worded.victim_group = because.victim_group
LEFT JOIN core.articles AS article ON article.article_id = because.article_id
ORDER BY because.step, because.effect DESC,
    list_position(['total', 'civilian', 'combatant', 'unknown', 'children', 'women'], because.victim_group);
COMMENT ON MACRO TABLE mart.trajectory IS 'The figures of an event step by step as they became known: at (UTC; null where no report is dated), each group''s low, best and high before and after, and the claim that made the step (its quote; the headline where the figure rests on that alone; null where none did). change is what happened among the reports: first report, another source, same source, article edited, report withdrawn, reports regrouped. reason is what the text says around the figure: bodies found, died of wounds, missing now dead, revised down, corrected, update of an earlier toll, with the words that say so; null where it gives none. An id that the event once had leads to it, and event_id is the name that it had then';;
