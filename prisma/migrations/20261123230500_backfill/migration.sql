-- At most one backfill of a channel is under way. A migration of its own: PostgreSQL lets new enum
-- values be used only after the transaction that added them.
CREATE UNIQUE INDEX job_active_backfill_key ON job ((input->>'channelId'))
  WHERE kind = 'backfill' AND state IN ('queued', 'running', 'pausing', 'paused', 'canceling');
