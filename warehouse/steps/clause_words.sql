-- A text divided into clauses, and a clause by its letters and digits alone; short ones are everybody's. And a text in which
-- the clauses of a list (as core.text_clauses has them) are blanked: claims stay where they are.

CREATE OR REPLACE TEMP MACRO pieces_of(text) AS regexp_split_to_array(
    text, '[.!?…;:,—–"“”«»()]+\s|\s[-–—"“«(]|\n+|[.!?…"”»]+$'
);
CREATE OR REPLACE TEMP MACRO clause_of(piece) AS trim(regexp_replace(lower(piece), '[^\p{{L}}\p{{N}}]+', ' ', 'g'));
CREATE OR REPLACE TEMP MACRO is_long(clause) AS length(clause) >= {shortest};
CREATE OR REPLACE TEMP MACRO without_clauses(text, clauses) AS CASE WHEN len(clauses) > 0 THEN list_reduce(
    list_filter(pieces_of(text), lambda piece: is_long(clause_of(piece)) AND list_contains(clauses, md5_number_lower(clause_of(piece)))),
    lambda blanked, piece: replace(blanked, piece, repeat(' ', length(piece))), text
) ELSE text END;
