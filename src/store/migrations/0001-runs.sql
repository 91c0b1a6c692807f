-- Deliveries: stored before GitHub gets its answer.
CREATE TABLE fettle.delivery (
  id text PRIMARY KEY,
  event text NOT NULL,
  payload jsonb NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  handled_at timestamptz,
  -- A delivery whose handling throws is tried again, later each time, until it is given up.
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  error text
);
-- Small however many have been handled.
CREATE INDEX delivery_open ON fettle.delivery (received_at) WHERE handled_at IS NULL;
CREATE INDEX delivery_handled ON fettle.delivery (handled_at) WHERE handled_at IS NOT NULL;

CREATE TABLE fettle.run (
  id text PRIMARY KEY,
  owner text NOT NULL,
  name text NOT NULL,
  installation_id bigint NOT NULL,
  issue int NOT NULL,
  trigger_kind text NOT NULL,
  trigger_key text NOT NULL,
  task jsonb NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'working', 'watching', 'ended')),
  outcome jsonb,
  branch text NOT NULL,
  base_branch text,
  base_sha text,
  pr_number int,
  head_sha text,
  status_comment_id bigint,
  watched jsonb,
  cancel text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
-- Two events that mean the same start one run, and an issue has one run at a time, however many processes ask at once.
CREATE UNIQUE INDEX run_trigger ON fettle.run (trigger_key);
CREATE UNIQUE INDEX run_active_issue ON fettle.run (lower(owner), lower(name), issue) WHERE state <> 'ended';
-- The look-ups of every webhook: partial, so that ended runs cost nothing.
CREATE INDEX run_active_pr ON fettle.run (lower(owner), lower(name), pr_number)
  WHERE state <> 'ended' AND pr_number IS NOT NULL;
CREATE INDEX run_active_branch ON fettle.run (lower(owner), lower(name), branch) WHERE state <> 'ended';
CREATE INDEX run_active_sha ON fettle.run (head_sha) WHERE state <> 'ended' AND head_sha IS NOT NULL;
CREATE INDEX run_active ON fettle.run (created_at) WHERE state <> 'ended';
CREATE INDEX run_recent ON fettle.run (created_at DESC);

CREATE TABLE fettle.attempt (
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  number int NOT NULL,
  start_sha text NOT NULL,
  feedback jsonb NOT NULL,
  stage text NOT NULL DEFAULT 'agent',
  rounds int NOT NULL DEFAULT 0,
  spent jsonb NOT NULL,
  patch bytea,
  tree text,
  summary text,
  gate jsonb,
  commit_sha text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, number)
);
-- Patches are compressed already.
ALTER TABLE fettle.attempt ALTER COLUMN patch SET STORAGE EXTERNAL;

CREATE TABLE fettle.turn (
  run_id text NOT NULL,
  attempt int NOT NULL,
  seq int NOT NULL,
  turn jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, attempt, seq),
  FOREIGN KEY (run_id, attempt) REFERENCES fettle.attempt ON DELETE CASCADE
);

CREATE TABLE fettle.run_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  at timestamptz NOT NULL,
  attempt int NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  data jsonb
);
CREATE INDEX run_event_run ON fettle.run_event (run_id, id);

-- One row for each thing that was spent. The key says on what, so that spending it twice counts once.
CREATE TABLE fettle.spent (
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  kind text NOT NULL,
  -- '' where the budget is the run's and not a head's.
  head_sha text NOT NULL,
  key text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, kind, head_sha, key)
);
