-- Accounts with their sealed sessions, how they reach channels, and what was seen of channels.

CREATE TYPE account_state AS ENUM ('ready', 'revoked', 'banned', 'signed_out');

CREATE TABLE account (
  id bigint NOT NULL,
  label text NOT NULL,
  phone_masked text,
  state account_state NOT NULL DEFAULT 'ready',
  state_reason text,
  dc integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamptz(3),
  CONSTRAINT account_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX account_label_key ON account (label);

CREATE TABLE account_session (
  account_id bigint NOT NULL,
  sealed bytea NOT NULL,
  key_id bytea NOT NULL,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT account_session_pkey PRIMARY KEY (account_id),
  CONSTRAINT account_session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE TABLE vault (
  id smallint NOT NULL DEFAULT 1 CHECK (id = 1),
  scrypt_salt bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT vault_pkey PRIMARY KEY (id)
);

CREATE TABLE channel_access (
  account_id bigint NOT NULL,
  channel_id bigint NOT NULL,
  access_hash bigint,
  confirmed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT channel_access_pkey PRIMARY KEY (account_id, channel_id),
  CONSTRAINT channel_access_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT channel_access_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channel (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX channel_access_channel_id_confirmed_at_idx
  ON channel_access (channel_id, confirmed_at DESC);

CREATE TABLE flood_wait (
  account_id bigint NOT NULL,
  call text NOT NULL,
  seconds integer NOT NULL,
  started_at timestamptz(3) NOT NULL,
  until timestamptz(3) NOT NULL,
  CONSTRAINT flood_wait_pkey PRIMARY KEY (account_id, call)
);

ALTER TABLE channel
  ADD is_protected boolean,
  ADD linked_channel_id bigint,
  ADD migrated_from bigint,
  ADD is_forum boolean;

CREATE TABLE channel_profile (
  id bigserial NOT NULL,
  channel_id bigint NOT NULL,
  kind channel_kind NOT NULL,
  title text NOT NULL,
  username text,
  is_private boolean,
  is_protected boolean,
  linked_channel_id bigint,
  migrated_from bigint,
  is_forum boolean,
  first_seen_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT channel_profile_pkey PRIMARY KEY (id),
  CONSTRAINT channel_profile_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channel (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX channel_profile_channel_id_id_idx ON channel_profile (channel_id, id);

INSERT INTO channel_profile (channel_id, kind, title, username, is_private, first_seen_at)
SELECT id, kind, title, username, is_private, added_at FROM channel ORDER BY added_at, id;

-- What a channel was called is kept by the database itself, whatever statement changes it: an import
-- and Telegram write the same row.
CREATE FUNCTION keep_channel_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO channel_profile (channel_id, kind, title, username, is_private, is_protected,
    linked_channel_id, migrated_from, is_forum)
  VALUES (new.id, new.kind, new.title, new.username, new.is_private, new.is_protected,
    new.linked_channel_id, new.migrated_from, new.is_forum);
  RETURN NULL;
END $$;
CREATE TRIGGER channel_profile_begins AFTER INSERT ON channel FOR EACH ROW
  EXECUTE FUNCTION keep_channel_profile();
CREATE TRIGGER channel_profile_goes_on AFTER UPDATE OF kind, title, username, is_private,
  is_protected, linked_channel_id, migrated_from, is_forum ON channel FOR EACH ROW
  WHEN ((old.kind, old.title, old.username, old.is_private, old.is_protected,
      old.linked_channel_id, old.migrated_from, old.is_forum)
    IS DISTINCT FROM (new.kind, new.title, new.username, new.is_private, new.is_protected,
      new.linked_channel_id, new.migrated_from, new.is_forum))
  EXECUTE FUNCTION keep_channel_profile();
CREATE TRIGGER channel_profile_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON channel_profile
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- What a job has committed is summed up from its events.
CREATE INDEX event_job_id_idx ON event (job_id);

ALTER TYPE job_kind ADD VALUE 'backfill';
ALTER TYPE job_state ADD VALUE 'pausing' AFTER 'running';
ALTER TYPE job_state ADD VALUE 'paused' AFTER 'pausing';
ALTER TABLE job ADD interruptions integer NOT NULL DEFAULT 0;
