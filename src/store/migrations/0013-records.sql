-- What was labelled, and the verdict on it as it was then; `key` is what it was said in (`comment:17`), so that saying it
-- once counts once.
ALTER TABLE fettle.label ADD COLUMN tree text, ADD COLUMN verdict jsonb, ADD COLUMN key text;
CREATE UNIQUE INDEX label_key ON fettle.label (run_id, key) WHERE key IS NOT NULL;

-- Every gate of every attempt: what it examined (a zlib-compressed patch of the tree that the attempt began with), what it
-- found, and the judge's own replies. `fettle.attempt` holds the last one alone.
CREATE TABLE fettle.gate_round (
  run_id text NOT NULL,
  attempt int NOT NULL,
  round int NOT NULL,
  report jsonb NOT NULL,
  patch bytea,
  judge_replies jsonb NOT NULL DEFAULT '[]',
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, attempt, round),
  FOREIGN KEY (run_id, attempt) REFERENCES fettle.attempt ON DELETE CASCADE
);
ALTER TABLE fettle.gate_round ALTER COLUMN patch SET STORAGE EXTERNAL;

-- What an attempt was made with: models, hashes of prompts and of verifiers, image. One entry for each different making,
-- since a restarted worker may be another version.
ALTER TABLE fettle.attempt ADD COLUMN made_with jsonb NOT NULL DEFAULT '[]';

-- What a run was cancelled by.
ALTER TABLE fettle.run ADD COLUMN cancel_by text CHECK (cancel_by IN ('label', 'closed', 'person'));
-- The newest run of an issue, ended or not: a comment there may answer its verdict.
CREATE INDEX run_issue ON fettle.run (lower(owner), lower(name), issue);
