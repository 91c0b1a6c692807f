-- What people ask for on a pull request of ours: a review that requests changes, or a command in a comment. Each becomes
-- part of one attempt; `attempt` is its number, and a number that no attempt has yet means that it is still open.
CREATE TABLE fettle.wish (
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  key text NOT NULL,
  wish jsonb NOT NULL,
  attempt int,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, key)
);
-- When a person last asked an ended run to go on: money spent before does not count against it.
ALTER TABLE fettle.run ADD COLUMN resumed_at timestamptz;
CREATE INDEX run_pr ON fettle.run (lower(owner), lower(name), pr_number) WHERE pr_number IS NOT NULL;
