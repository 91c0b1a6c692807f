-- A check may report after a run has ended well, or for want of it: such runs are found by their head.
CREATE INDEX run_reopenable_sha ON fettle.run (head_sha)
  WHERE state = 'ended' AND outcome ->> 'reason' IN ('ci_green', 'no_ci', 'required_missing', 'action_required');

-- When the timer last looked at a run, and what it saw then; it comes back later and later while nothing changes.
ALTER TABLE fettle.run ADD COLUMN glanced_at timestamptz;
ALTER TABLE fettle.run ADD COLUMN glance text;

-- What the timer does for all runs is done by one process at a time, however many there are.
CREATE TABLE fettle.pass (
  name text PRIMARY KEY,
  at timestamptz NOT NULL,
  -- Where it has come to, for those that go on from there.
  until timestamptz
);

-- Deliveries that were sent again at our word, each once.
CREATE TABLE fettle.redelivered (
  guid text PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now()
);
