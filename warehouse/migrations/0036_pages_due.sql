ALTER TABLE raw.fetches ADD COLUMN new_pages BIGINT;
COMMENT ON COLUMN raw.fetches.new_pages IS 'Feeds: of the new entries, those whose page is to be fetched: no repeats, and none that the feed list leaves out; null where the pull did not say, and then each new entry counts as one';
