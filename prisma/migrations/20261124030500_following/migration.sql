-- Channels that are followed live, where their streams of updates stand, and counters over time.

CREATE TABLE followed_channel (
  channel_id bigint NOT NULL,
  account_id bigint NOT NULL,
  since timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  floor_message_id integer,
  trouble text,
  CONSTRAINT followed_channel_pkey PRIMARY KEY (channel_id),
  CONSTRAINT followed_channel_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channel (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT followed_channel_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX followed_channel_account_id_idx ON followed_channel (account_id);

CREATE TABLE update_position (
  account_id bigint NOT NULL,
  box bigint NOT NULL,
  pts integer NOT NULL,
  date integer,
  CONSTRAINT update_position_pkey PRIMARY KEY (account_id, box)
);

CREATE TABLE message_metric (
  channel_id bigint NOT NULL,
  id integer NOT NULL,
  sampled_at timestamptz(3) NOT NULL,
  views integer,
  forwards integer,
  reactions jsonb,
  CONSTRAINT message_metric_pkey PRIMARY KEY (channel_id, id, sampled_at),
  CONSTRAINT message_metric_channel_id_id_fkey FOREIGN KEY (channel_id, id)
    REFERENCES message (channel_id, id) ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE TRIGGER message_metric_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON message_metric
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
