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
