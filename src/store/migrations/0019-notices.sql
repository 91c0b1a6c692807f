-- What people are told outside GitHub. `cause` names what it is about, so that each is told once. Where it goes is a setting,
-- as good as a password, and never in here. `next_at` null: told, or given up.
CREATE TABLE fettle.notice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  kind text NOT NULL,
  cause text NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  tries int NOT NULL DEFAULT 0,
  next_at timestamptz DEFAULT clock_timestamp(),
  sent_at timestamptz,
  UNIQUE (run_id, kind, cause)
);
CREATE INDEX notice_next ON fettle.notice (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX notice_created ON fettle.notice (created_at);
