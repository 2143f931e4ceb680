-- What else is seen of channels, what they were called before, and the invites that led to them.

ALTER TABLE channel
  ADD about text,
  ADD photo_id bigint,
  ADD is_verified boolean;
ALTER TABLE channel_profile
  ADD about text,
  ADD photo_id bigint,
  ADD is_verified boolean;
ALTER TABLE channel_access ADD invite text;

CREATE OR REPLACE FUNCTION keep_channel_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO channel_profile (channel_id, kind, title, username, is_private, is_protected,
    linked_channel_id, migrated_from, is_forum, about, photo_id, is_verified)
  VALUES (new.id, new.kind, new.title, new.username, new.is_private, new.is_protected,
    new.linked_channel_id, new.migrated_from, new.is_forum, new.about, new.photo_id,
    new.is_verified);
  RETURN NULL;
END $$;
DROP TRIGGER channel_profile_goes_on ON channel;
CREATE TRIGGER channel_profile_goes_on AFTER UPDATE OF kind, title, username, is_private,
  is_protected, linked_channel_id, migrated_from, is_forum, about, photo_id, is_verified ON channel
  FOR EACH ROW
  WHEN ((old.kind, old.title, old.username, old.is_private, old.is_protected,
      old.linked_channel_id, old.migrated_from, old.is_forum, old.about, old.photo_id,
      old.is_verified)
    IS DISTINCT FROM (new.kind, new.title, new.username, new.is_private, new.is_protected,
      new.linked_channel_id, new.migrated_from, new.is_forum, new.about, new.photo_id,
      new.is_verified))
  EXECUTE FUNCTION keep_channel_profile();

CREATE TABLE channel_username (
  id bigserial NOT NULL,
  channel_id bigint NOT NULL,
  username text,
  first_seen_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT channel_username_pkey PRIMARY KEY (id)
);
CREATE INDEX channel_username_channel_id_first_seen_at_idx
  ON channel_username (channel_id, first_seen_at);

INSERT INTO channel_username (channel_id, username, first_seen_at)
SELECT channel_id, username, first_seen_at FROM (
  SELECT id, channel_id, username, first_seen_at,
    lag(username) OVER (PARTITION BY channel_id ORDER BY id) AS before
  FROM channel_profile) AS seen
WHERE username IS DISTINCT FROM before
ORDER BY id;

-- Says nothing when the newest row says the same already: then the row came before the channel.
CREATE FUNCTION keep_channel_username() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.username IS DISTINCT FROM (SELECT username FROM channel_username
    WHERE channel_id = new.id ORDER BY first_seen_at DESC, id DESC LIMIT 1)
  THEN
    INSERT INTO channel_username (channel_id, username) VALUES (new.id, new.username);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER channel_username_begins AFTER INSERT ON channel FOR EACH ROW
  EXECUTE FUNCTION keep_channel_username();
CREATE TRIGGER channel_username_goes_on AFTER UPDATE OF username ON channel FOR EACH ROW
  WHEN (old.username IS DISTINCT FROM new.username) EXECUTE FUNCTION keep_channel_username();
CREATE TRIGGER channel_username_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON channel_username
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
