-- What a run is made with, from its start to its end: experiment, arm, models, prompts by their hashes, profile. Null for runs
-- that began before this was stored.
ALTER TABLE fettle.run ADD COLUMN arm jsonb;
-- A column of its own, so that the database knows how many runs an experiment has before it plans how to count them.
ALTER TABLE fettle.run ADD COLUMN experiment text GENERATED ALWAYS AS (arm ->> 'experiment') STORED;
CREATE INDEX run_experiment ON fettle.run (experiment, created_at) WHERE experiment IS NOT NULL;

-- Prompts by the sha256 of their text: a run goes on with those that it began with, whatever the settings say by then.
CREATE TABLE fettle.prompt (
  hash text PRIMARY KEY,
  text text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);

-- Diffs that were drawn for an audit, and from how many: `weight` is the number of verdicts of the same kind that each stands
-- for. `criteria` is what a bad one does not meet; the answer itself is a label.
CREATE TABLE fettle.audit (
  run_id text NOT NULL,
  attempt int NOT NULL,
  -- Of one draw; each covers verdicts from a time up to another, and no time is covered twice.
  drawn_at timestamptz NOT NULL,
  covers_from timestamptz NOT NULL,
  covers_until timestamptz NOT NULL,
  seed int NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('approve', 'veto')),
  weight float8 NOT NULL CHECK (weight >= 1),
  place int NOT NULL,
  criteria text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (run_id, attempt),
  FOREIGN KEY (run_id, attempt) REFERENCES fettle.attempt ON DELETE CASCADE
);

-- What the judge said last of an attempt, beside the gate's report, which is too large to be read for counting.
ALTER TABLE fettle.attempt ADD COLUMN verdict text GENERATED ALWAYS AS (gate -> 'verdict' ->> 'verdict') STORED;
CREATE INDEX attempt_verdict ON fettle.attempt (verdict, created_at) WHERE verdict IS NOT NULL;
