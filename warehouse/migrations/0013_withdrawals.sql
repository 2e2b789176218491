-- What outlets and people take back, and a log of what changed that a reader can follow.

ALTER TABLE raw.loaded_batches ADD COLUMN staged_at TIMESTAMP;
UPDATE raw.loaded_batches SET staged_at = loaded_at;
COMMENT ON COLUMN raw.loaded_batches.staged_at IS 'UTC; when it was read, by the clock of the machine that read it: of two readings by one extractor number the one begun later counts';

CREATE TABLE raw.withdrawals (
    withdrawal_id VARCHAR,
    article_id    VARCHAR,
    verdict       VARCHAR,
    reason        VARCHAR,
    author        VARCHAR,
    known_at      TIMESTAMP,
    recorded_at   TIMESTAMP
);
COMMENT ON TABLE raw.withdrawals IS 'What people decided: an article counts no longer, or counts again. Rows are added and never changed.';
COMMENT ON COLUMN raw.withdrawals.withdrawal_id IS 'Digest of the row';
COMMENT ON COLUMN raw.withdrawals.article_id IS 'The article, by any of its addresses';
COMMENT ON COLUMN raw.withdrawals.verdict IS 'withdrawn or restored';
COMMENT ON COLUMN raw.withdrawals.reason IS 'Why, in the words of who decided';
COMMENT ON COLUMN raw.withdrawals.author IS 'Who decided';
COMMENT ON COLUMN raw.withdrawals.known_at IS 'UTC; from when it holds';
COMMENT ON COLUMN raw.withdrawals.recorded_at IS 'UTC; when it was written down';

CREATE TABLE core.article_notices (
    article_id VARCHAR,
    version_id VARCHAR,
    known_at   TIMESTAMP,
    kind       VARCHAR,
    author     VARCHAR,
    words      VARCHAR
);
COMMENT ON TABLE core.article_notices IS 'What was said about an article as such: withdrawals, corrections, a page that is gone.';
COMMENT ON COLUMN core.article_notices.article_id IS 'The article';
COMMENT ON COLUMN core.article_notices.version_id IS 'The version that says so; null where no version does';
COMMENT ON COLUMN core.article_notices.known_at IS 'UTC; from when on';
COMMENT ON COLUMN core.article_notices.kind IS 'withdrawn, restored, gone (the server says for ever) or correction';
COMMENT ON COLUMN core.article_notices.author IS 'Who decided; null where the outlet itself says so';
COMMENT ON COLUMN core.article_notices.words IS 'The words of the notice, or the reason given';

COMMENT ON COLUMN core.claims.closed_because IS 'Why the row is not current: dropped, changed (same claim, other details), corrected (the article says that it was wrong), withdrawn (the article was taken back), reread (a newer extractor reads the same words otherwise)';
COMMENT ON COLUMN core.incidents.closed_because IS 'Why the row is not current: dropped, changed (same attack, other details), corrected (the article says that it was wrong), withdrawn (the article was taken back), reread (a newer extractor reads the same words otherwise)';
