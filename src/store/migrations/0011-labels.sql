-- What people say of a change of ours: `overrule` is a maintainer's answer to a verdict, `audit` the answer to a question
-- that was drawn at random. Only the latter can estimate how often the judge is wrong. `label` is `good`, `bad`, or null for
-- somebody who could not tell.
CREATE TABLE fettle.label (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  attempt int NOT NULL,
  kind text NOT NULL,
  label text CHECK (label IN ('good', 'bad')),
  by text NOT NULL,
  why text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX label_run ON fettle.label (run_id, attempt);
