-- A text divided into clauses, and a clause by its letters and digits alone; short ones are everybody's.

CREATE OR REPLACE TEMP MACRO pieces_of(text) AS regexp_split_to_array(
    text, '[.!?…;:,—–"“”«»()]+\s|\s[-–—"“«(]|\n+|[.!?…"”»]+$'
);
CREATE OR REPLACE TEMP MACRO clause_of(piece) AS trim(regexp_replace(lower(piece), '[^\p{{L}}\p{{N}}]+', ' ', 'g'));
CREATE OR REPLACE TEMP MACRO is_long(clause) AS length(clause) >= {shortest};
