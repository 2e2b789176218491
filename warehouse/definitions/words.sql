-- Words of a text, as the SQL compares them.

CREATE MACRO core.folded("name") AS
    trim(regexp_replace(lower(strip_accents("name")), '[^\p{L}\p{N}]+', ' ', 'g'));
COMMENT ON MACRO core.folded IS 'A name without accents, capitals and signs, for comparing spellings';

CREATE MACRO core.words_of(folded_text) AS list_distinct(string_split(folded_text, ' '));
COMMENT ON MACRO core.words_of IS 'The words of a folded text, each once: a phrase is looked for only where its first word is one of them';

CREATE MACRO core.holds_phrase(folded_text, phrase) AS contains(concat(' ', folded_text, ' '), concat(' ', phrase, ' '));
COMMENT ON MACRO core.holds_phrase IS 'Whether a folded text holds a folded phrase, word by word';

CREATE MACRO core.sentence_end() AS '[.!?]["”’)\]]*\s+|\n+';
COMMENT ON MACRO core.sentence_end IS 'What ends a sentence, as a regular expression';

CREATE MACRO core.words_around(text, span_start, span_end) AS core.folded(concat_ws(' ',
    array_to_string(string_split_regex(
        substr(text, greatest(span_start - 400, 0) + 1, least(span_start, 400)), core.sentence_end()
    )[-2:], ' '),
    substr(text, span_start + 1, span_end - span_start),
    array_to_string(string_split_regex(substr(text, span_end + 1, 400), core.sentence_end())[:2], ' ')
));
COMMENT ON MACRO core.words_around IS 'The sentence of a span and those beside it, folded; at most 400 characters to either side';
