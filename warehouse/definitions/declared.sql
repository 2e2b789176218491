-- Who attacked, and says so.

CREATE MACRO core.is_subject_of(told, subject, phrase, linking) AS
    core.holds_phrase(told[:strpos(told, phrase) - 1], subject)
    AND list_has_all(list_append(linking, ''), core.words_of(string_split(told[:strpos(told, phrase) - 1], subject)[-1]));
COMMENT ON MACRO core.is_subject_of IS 'Whether a sentence (as core.folded gives it) has a phrase right behind a name, or with words of the list linking alone linking the two: those who say it are then those who are named';

CREATE MACRO mart.declarations(known_at := NULL, country := NULL, since := NULL, until := NULL) AS TABLE
WITH member AS (
    SELECT m.event_id, m.article_id, m.incident_id
    FROM core.memberships AS m
    SEMI JOIN core.events_known_at(known_at, country, since, until) AS event ON event.event_id = m.event_id
    WHERE core.stood_at(m.known_from, m.known_to, m.is_current, known_at)
),
incident AS (
    SELECT member.event_id, member.article_id, member.incident_id, unnest(i.actors) AS who
    FROM member
    JOIN core.incidents AS i ON i.incident_id = member.incident_id
    WHERE core.stood_at(i.known_from, i.known_to, i.is_current, known_at) AND i.closed_because IS DISTINCT FROM 'reread'
),
claim AS (
    SELECT incident.event_id, incident.article_id, incident.who, c.claim_id, c.quote, c.source, c.span_start, core.folded(c.actor) AS as_written
    FROM incident
    JOIN core.claims AS c ON c.incident_id = incident.incident_id AND c.article_id = incident.article_id
    WHERE core.stood_at(c.known_from, c.known_to, c.is_current, known_at) AND c.closed_because IS DISTINCT FROM 'reread'
        AND c.scope = 'incident' AND c.modality = 'asserted'
),
-- The name as we give it, less what we add in brackets, and as the article writes it where it names one alone
names AS (
    SELECT event_id, article_id, who, core.folded(regexp_replace(who, '\s*\([^)]*\)$', '')) AS written FROM incident
    UNION
    SELECT event_id, article_id, min(who), as_written
    FROM claim
    WHERE as_written <> ''
    GROUP BY event_id, article_id, as_written
    HAVING count(DISTINCT who) = 1
),
-- It counts the victims itself: the source is one who fights and bears its name, or is called no other.
counting AS (
    SELECT claim.event_id, claim.who, claim.article_id, claim.claim_id, concat(claim.source, ': ', claim.quote) AS words, claim.span_start AS place
    FROM claim
    JOIN names ON names.event_id = claim.event_id AND names.article_id = claim.article_id AND names.who = claim.who
    LEFT JOIN core.kinds_of_sources AS kind ON kind.source = claim.source
    WHERE core.folded(claim.source) = names.written OR (kind.is_party AND core.holds_phrase(core.folded(claim.source), names.written))
),
sentence AS (
    SELECT article_id, trim(said) AS said, core.folded(said) AS folded, place
    FROM (
        SELECT v.article_id, unnest(string_split_regex(v.text, core.sentence_end())) AS said,
            generate_subscripts(string_split_regex(v.text, core.sentence_end()), 1) AS place
        FROM core.article_versions AS v
        SEMI JOIN incident ON incident.article_id = v.article_id
        WHERE core.stood_at(v.known_from, v.known_to, v.is_current, known_at)
    )
),
telling AS (
    SELECT worded.article_id, worded.place, worded.said, worded.folded, phrase.phrase, phrase.meaning
    FROM (SELECT *, unnest(core.words_of(folded)) AS word FROM sentence) AS worded
    JOIN core.phrases AS phrase ON phrase.list = 'declared' AND phrase.meaning <> 'between' AND phrase.first_word = worded.word
        AND core.holds_phrase(worded.folded, phrase.phrase)
),
linking AS (SELECT list(phrase) AS words FROM core.phrases WHERE list = 'declared' AND meaning = 'between'),
stating AS (
    SELECT names.event_id, names.who, names.article_id, NULL::VARCHAR AS claim_id, telling.said AS words, telling.place
    FROM (SELECT * FROM telling ANTI JOIN (FROM telling WHERE meaning = 'unless') AS other USING (article_id, place)) AS telling
    CROSS JOIN linking
    JOIN names ON names.article_id = telling.article_id AND CASE telling.meaning
        WHEN 'by' THEN core.holds_phrase(telling.folded, concat(telling.phrase, ' ', names.written))
        ELSE core.is_subject_of(telling.folded, names.written, telling.phrase, linking.words)
    END
)
SELECT DISTINCT event_id, who AS actor, article_id, claim_id, words
FROM (
    FROM counting
    UNION ALL
    FROM stating
    UNION ALL BY NAME
    SELECT error(refused.wrong) AS event_id FROM core.refusals('tollwatch', country) AS refused
)
ORDER BY ALL;
COMMENT ON MACRO TABLE mart.declarations IS 'Who is named as having done it and says so: a party that counts the victims itself (claim_id), or a sentence in which it claims the attack (warehouse/policies/declared.toml), as the articles of each event tell it, one row for each. known_at, country, since and until as in mart.evidence';
