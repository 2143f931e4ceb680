-- The index of terms also tells when messages were posted, so that the newest hits of terms that
-- are in very many messages are found without a look at the older ones.

-- Days since 1970 in UTC; all before 1970 are one day, and so are all from the year 2059 on.
CREATE FUNCTION search_day(posted_at timestamptz) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN greatest(0, least(32767, (posted_at AT TIME ZONE 'UTC')::date - date '1970-01-01'));

-- The spans of 1, 16, 256 and 4,096 days that hold a time, so that few of them make any period;
-- -1 for a message without a time. Built of plain operators alone, which PostgreSQL puts in place
-- of the call: store/time-slots.ts makes the same numbers.
CREATE FUNCTION search_slots(posted_at timestamptz) RETURNS integer[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN isfinite(posted_at) THEN ARRAY[
    search_day(posted_at),
    100000 + (search_day(posted_at) >> 4),
    200000 + (search_day(posted_at) >> 8),
    300000 + (search_day(posted_at) >> 12)
  ] ELSE ARRAY[-1] END;

DROP INDEX message_search_terms_idx;
CREATE INDEX message_search_terms_idx ON message_search USING gin (terms, search_slots(posted_at));
