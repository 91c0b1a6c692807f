-- What became of a pull request of ours after its run had ended. `open`: neither merged nor closed as far as we know;
-- `following`: merged, and still watched; `settled`: nothing more is looked for.
CREATE TABLE fettle.aftermath (
  run_id text PRIMARY KEY REFERENCES fettle.run ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'following', 'settled')),
  merged_at timestamptz,
  merge_sha text,
  -- The base branch's head up to which its history was looked through; another look is needed only when it has moved.
  seen_sha text,
  -- Closed without a merge.
  closed_at timestamptz,
  reverted_at timestamptz,
  -- `commit:SHA` or `pull:NUMBER`, as it was first seen.
  reverted_by text,
  -- Lines that the change had added (null: not counted yet, or not to be counted), and how many of them people's later
  -- commits have taken away or written anew.
  added_lines int,
  reworked_lines int NOT NULL DEFAULT 0,
  -- Null while fewer lines are reworked than count as a rework.
  reworked_at timestamptz,
  -- The issue was opened again after the merge.
  reopened_at timestamptz,
  -- What people's labels on the pull request or its issue say of the change: `fettle:good`, `fettle:wrong`.
  labels text[] NOT NULL DEFAULT '{}',
  -- When it is looked at next; null when settled.
  look_at timestamptz DEFAULT now(),
  looked_at timestamptz
);
CREATE INDEX aftermath_look ON fettle.aftermath (look_at) WHERE look_at IS NOT NULL;

-- Ended runs with a pull request, by when they ended: those that are to be followed are found among the latest.
CREATE INDEX run_ended_with_pr ON fettle.run (updated_at) WHERE state = 'ended' AND pr_number IS NOT NULL;
