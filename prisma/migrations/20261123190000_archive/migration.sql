-- The archive: channels, messages with their versions, jobs, the event log and the search index.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TYPE channel_kind AS ENUM ('channel', 'supergroup', 'group', 'private');
CREATE TYPE time_precision AS ENUM
  ('exact', 'zone_given', 'zone_learnt', 'zone_standard', 'zone_unknown', 'none');
CREATE TYPE raw_source AS ENUM ('mtproto', 'desktop_json', 'desktop_html');
CREATE TYPE observation_source AS ENUM ('backfill', 'live', 'recheck', 'import');
CREATE TYPE job_state AS ENUM
  ('queued', 'running', 'canceling', 'canceled', 'succeeded', 'failed');
CREATE TYPE job_kind AS ENUM ('import');

CREATE TABLE channel (
  id bigint NOT NULL,
  kind channel_kind NOT NULL,
  title text NOT NULL,
  username text,
  is_private boolean,
  is_id_from_telegram boolean NOT NULL DEFAULT true,
  coverage int8multirange NOT NULL DEFAULT '{}'::int8multirange,
  top_message_id integer,
  message_count integer NOT NULL DEFAULT 0,
  revision_count integer NOT NULL DEFAULT 0,
  added_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_archived_at timestamptz(3),
  CONSTRAINT channel_pkey PRIMARY KEY (id)
);

CREATE TABLE message (
  channel_id bigint NOT NULL,
  id integer NOT NULL,
  posted_at timestamptz(0),
  time_precision time_precision NOT NULL,
  posted_at_raw text,
  edited_at timestamptz(0),
  sender_id bigint,
  sender_name text,
  author_signature text,
  text text NOT NULL,
  entities jsonb,
  media jsonb,
  reply_to_message_id integer,
  reply_to_peer_id bigint,
  forward jsonb,
  album_id bigint,
  topic_id integer,
  action jsonb,
  views integer,
  forwards integer,
  reactions jsonb,
  raw jsonb NOT NULL,
  raw_source raw_source NOT NULL,
  raw_layer integer,
  content_hash bytea NOT NULL,
  source observation_source NOT NULL,
  first_seen_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  version_seen_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_seen_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  CONSTRAINT message_pkey PRIMARY KEY (channel_id, id),
  CONSTRAINT message_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channel (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX message_channel_id_posted_at_idx ON message (channel_id, posted_at);
CREATE INDEX message_posted_at_idx ON message USING brin (posted_at);

CREATE TABLE message_revision (
  channel_id bigint NOT NULL,
  id integer NOT NULL,
  content_hash bytea NOT NULL,
  edited_at timestamptz(0),
  text text NOT NULL,
  entities jsonb,
  media jsonb,
  action jsonb,
  raw jsonb NOT NULL,
  raw_source raw_source NOT NULL,
  raw_layer integer,
  source observation_source NOT NULL,
  version_seen_at timestamptz(3) NOT NULL,
  CONSTRAINT message_revision_pkey PRIMARY KEY (channel_id, id, content_hash),
  CONSTRAINT message_revision_channel_id_id_fkey FOREIGN KEY (channel_id, id)
    REFERENCES message (channel_id, id) ON DELETE RESTRICT ON UPDATE RESTRICT
);

-- The version that an update replaces is kept by the database itself: whatever statement changes a
-- message's content, and however many race, none of its versions can be forgotten.
CREATE FUNCTION keep_message_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_revision (channel_id, id, content_hash, edited_at, text, entities, media,
    action, raw, raw_source, raw_layer, source, version_seen_at)
  VALUES (old.channel_id, old.id, old.content_hash, old.edited_at, old.text, old.entities,
    old.media, old.action, old.raw, old.raw_source, old.raw_layer, old.source, old.version_seen_at)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER message_revision AFTER UPDATE ON message FOR EACH ROW
  WHEN (old.content_hash IS DISTINCT FROM new.content_hash)
  EXECUTE FUNCTION keep_message_revision();

-- Nothing seen is lost: no statement of ours deletes these rows, and none may.
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are kept as they are', tg_table_name
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER message_is_kept BEFORE DELETE OR TRUNCATE ON message FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER message_revision_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON message_revision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- A version is known by its hash: content that changed under the same hash would leave no trace.
-- The raw object may be replaced by a richer source's for the same content.
CREATE FUNCTION refuse_silent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the text of message % changed without its content hash', old.id
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER message_changes_by_version BEFORE UPDATE ON message FOR EACH ROW
  WHEN (old.content_hash = new.content_hash AND old.text <> new.text)
  EXECUTE FUNCTION refuse_silent_change();

-- Coverage is proof: it only grows.
CREATE FUNCTION refuse_forgotten_coverage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'coverage of channel % would forget ids', old.id
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER channel_coverage_grows BEFORE UPDATE OF coverage ON channel FOR EACH ROW
  WHEN (NOT new.coverage @> old.coverage) EXECUTE FUNCTION refuse_forgotten_coverage();
CREATE TRIGGER channel_is_kept BEFORE DELETE OR TRUNCATE ON channel FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_removal();

CREATE TABLE message_media (
  channel_id bigint NOT NULL,
  id integer NOT NULL,
  position smallint NOT NULL,
  sha256 bytea NOT NULL,
  size_bytes bigint NOT NULL,
  path text NOT NULL,
  CONSTRAINT message_media_pkey PRIMARY KEY (channel_id, id, position),
  CONSTRAINT message_media_channel_id_id_fkey FOREIGN KEY (channel_id, id)
    REFERENCES message (channel_id, id) ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX message_media_sha256_idx ON message_media (sha256);

CREATE TABLE quarantined_item (
  id bigserial NOT NULL,
  channel_id bigint NOT NULL,
  message_id text,
  reason text NOT NULL,
  location text NOT NULL,
  raw bytea NOT NULL,
  raw_hash bytea NOT NULL,
  job_id uuid,
  quarantined_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT quarantined_item_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX quarantined_item_channel_id_raw_hash_key
  ON quarantined_item (channel_id, raw_hash);

CREATE TRIGGER quarantined_item_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON quarantined_item
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

CREATE TABLE job (
  id uuid NOT NULL,
  kind job_kind NOT NULL,
  state job_state NOT NULL DEFAULT 'queued',
  input jsonb NOT NULL,
  progress jsonb,
  result jsonb,
  failure jsonb,
  priority integer NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 0,
  created_by text NOT NULL,
  idempotency_key uuid,
  input_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  heartbeat_at timestamptz(3),
  CONSTRAINT job_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX job_idempotency_key_key ON job (idempotency_key);
CREATE INDEX job_state_priority_created_at_idx ON job (state, priority DESC, created_at);
CREATE INDEX job_created_at_idx ON job (created_at);

CREATE TABLE event (
  id bigserial NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  kind text NOT NULL,
  channel_id bigint,
  job_id uuid,
  message_ids integer[] DEFAULT '{}',
  data jsonb,
  CONSTRAINT event_pkey PRIMARY KEY (id)
);
CREATE INDEX event_xid_id_idx ON event (xid, id);

CREATE TABLE message_search (
  channel_id bigint NOT NULL,
  id integer NOT NULL,
  posted_at timestamptz(0) NOT NULL,
  folded text NOT NULL,
  terms tsvector NOT NULL,
  CONSTRAINT message_search_pkey PRIMARY KEY (channel_id, id)
);
-- Every search reads both columns of the rows it visits, so they stay in the row as they are:
-- compressing rows of 2 kB and more costs more time than all else that is done with them.
ALTER TABLE message_search SET (toast_tuple_target = 8160);
ALTER TABLE message_search ALTER folded SET STORAGE EXTERNAL, ALTER terms SET STORAGE EXTERNAL;
CREATE INDEX message_search_terms_idx ON message_search USING gin (terms);
CREATE INDEX message_search_posted_at_channel_id_id_idx
  ON message_search (posted_at DESC, channel_id DESC, id DESC);
CREATE INDEX message_search_channel_id_posted_at_id_idx
  ON message_search (channel_id, posted_at DESC, id DESC);

CREATE TABLE search_word (
  word text COLLATE "C" NOT NULL,
  CONSTRAINT search_word_pkey PRIMARY KEY (word)
);
CREATE INDEX search_word_word_idx ON search_word USING gin (word gin_trgm_ops);

CREATE TABLE search_pending (
  seq bigserial NOT NULL,
  channel_id bigint NOT NULL,
  message_ids integer[],
  job_id uuid,
  CONSTRAINT search_pending_pkey PRIMARY KEY (seq)
);
CREATE INDEX search_pending_job_id_idx ON search_pending (job_id);
