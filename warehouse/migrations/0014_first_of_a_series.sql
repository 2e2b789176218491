-- The first figure of a series has none to be compared with: whether it falls is not known, and so null.

COMMENT ON COLUMN mart.running_totals.falls IS 'A running total that falls by more than a revision (2 %, at least 5) and more than rounding explains; null for the first of a series';
COMMENT ON COLUMN mart.running_totals.restarts IS 'It falls below half, and what follows goes on from there: another count began; null for the first of a series';
