-- What stands when. Whatever has a key, a beginning and an end (microseconds) divides the time of its key into stretches;
-- standing() says what stands in each of them. A span is laid on few nodes of a tree over the stretches of its key, halves of
-- halves, and a stretch asks those above it: so the cost grows with the spans, but for a logarithm, and not with their square.

CREATE OR REPLACE TEMP MACRO stretches_of(spans) AS TABLE
WITH moments AS (
    SELECT key, start_us AS moment FROM query_table(spans)
    UNION
    SELECT key, end_us FROM query_table(spans)
),
stretches AS (
    SELECT key, moment AS start_us, lead(moment) OVER (PARTITION BY key ORDER BY moment) AS end_us FROM moments
)
SELECT row_number() OVER () AS stretch_no, key, start_us, end_us, row_number() OVER line - 1 AS place,
    count(*) OVER (PARTITION BY key) AS places
FROM stretches
WHERE end_us IS NOT NULL
WINDOW line AS (PARTITION BY key ORDER BY start_us);

CREATE OR REPLACE TEMP MACRO node_of(level, place) AS (level << 40) | place;
CREATE OR REPLACE TEMP MACRO levels_of(places) AS range(0, floor(log2(places))::BIGINT + 1);

-- The nodes that together hold the places from first until before after, and no other.
CREATE OR REPLACE TEMP MACRO nodes_of(first, after) AS list_filter(flatten(list_transform(
    list_transform(levels_of(after - first), lambda level:
        {'level': level, 'first': (first + (1::BIGINT << level) - 1) >> level, 'after': after >> level}),
    lambda row: [
        CASE WHEN row.first < row.after AND row.first % 2 = 1 THEN node_of(row.level, row.first) END,
        CASE WHEN row.first < row.after AND row.after % 2 = 1 THEN node_of(row.level, row.after - 1) END
    ]
)), lambda node: node IS NOT NULL);
CREATE OR REPLACE TEMP MACRO nodes_over(place, places) AS
    list_transform(levels_of(places), lambda level: node_of(level, place >> level));

-- ballots: key, start_us, end_us, option, voter, rank, grade; stretches: of stretches_of, over these ballots or more.
-- For each stretch and option: how many voters have a ballot for it that stands, and the ranks and least grade of these ballots.
CREATE OR REPLACE TEMP MACRO standing(ballots, stretches) AS TABLE
WITH placed AS (
    SELECT ballot.*, begun.place AS first, ended.place + 1 AS after
    FROM query_table(ballots) AS ballot
    JOIN query_table(stretches) AS begun ON begun.key = ballot.key AND begun.start_us = ballot.start_us
    JOIN query_table(stretches) AS ended ON ended.key = ballot.key AND ended.end_us = ballot.end_us
),
-- A voter counts once, however many of its ballots stand. Ballots of the same span are one: two windows need not put them in
-- the same order, and the later of them would begin the voter's turn anew.
ordered AS (
    SELECT *, first > coalesce(max(after) OVER (
        PARTITION BY key, option, voter ORDER BY first, after ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), -1) AS is_first
    FROM (SELECT DISTINCT key, option, voter, first, after FROM placed)
),
joined_on AS (
    SELECT *, count_if(is_first) OVER (
        PARTITION BY key, option, voter ORDER BY first, after ROWS UNBOUNDED PRECEDING
    ) AS turn
    FROM ordered
),
laid AS (
    SELECT key, option, unnest(nodes_of(first, after)) AS node, 0 AS voters, rank, grade FROM placed
    UNION ALL
    SELECT key, option, unnest(nodes_of(min(first), max(after))), 1, NULL, NULL
    FROM joined_on
    GROUP BY key, option, voter, turn
),
at_nodes AS (
    SELECT key, option, node, sum(voters) AS voters, min(rank) AS first_rank, max(rank) AS last_rank, min(grade) AS grade
    FROM laid
    GROUP BY ALL
),
asked AS (
    SELECT stretch_no, key, unnest(nodes_over(place, places)) AS node FROM query_table(stretches)
)
SELECT stretch_no, option, sum(voters)::BIGINT AS voters, min(first_rank) AS first_rank, max(last_rank) AS last_rank,
    min(grade) AS grade
FROM asked
JOIN at_nodes USING (key, node)
GROUP BY stretch_no, option;
