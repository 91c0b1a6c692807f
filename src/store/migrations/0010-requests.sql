-- What a run's agent asked for beyond its sandbox, and who answered. `comment_id` is the comment that asks people: only what
-- was written after it answers. A request without an answer parks the run.
CREATE TABLE fettle.request (
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  key text NOT NULL,
  request jsonb NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  comment_id bigint,
  answer jsonb,
  PRIMARY KEY (run_id, key)
);
