-- Proxies that accounts have of their own.

CREATE TABLE account_proxy (
  account_id bigint NOT NULL,
  shown text NOT NULL,
  sealed bytea NOT NULL,
  key_id bytea NOT NULL,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT account_proxy_pkey PRIMARY KEY (account_id),
  CONSTRAINT account_proxy_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);
