-- What a run asks of people before it goes on; it is parked meanwhile. `comment_id` is the comment that asks: only what was
-- written after it answers.
CREATE TABLE fettle.question (
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  key text NOT NULL,
  comment_id bigint NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  answered_by text,
  answered_at timestamptz,
  PRIMARY KEY (run_id, key)
);
