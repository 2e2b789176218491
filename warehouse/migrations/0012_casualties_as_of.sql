-- Sums as they were known then.

CREATE MACRO mart.casualties_as_of(known_at, "by" := 'day', country := NULL, since := NULL, until := NULL, victim := 'total', actor := NULL, policy := 'tollwatch') AS TABLE
FROM mart.casualties(
    "by" := "by", country := country, since := since, until := until, victim := victim, actor := actor, policy := policy,
    known_at := known_at
);
COMMENT ON MACRO TABLE mart.casualties_as_of IS 'mart.casualties as it would have answered at a time (UTC), under any policy: FROM mart.casualties_as_of(''2018-11-05'', by := ''week'')';
