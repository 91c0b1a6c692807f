-- What became of a pull request of ours after its run had ended. `open`: neither merged nor closed as far as we know;
-- `following`: merged, and still watched; `settled`: nothing more is looked for.
CREATE TABLE fettle.aftermath (
  run_id text PRIMARY KEY REFERENCES fettle.run ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'following', 'settled')),
  merged_at timestamptz,
  merge_sha text,
  -- Closed without a merge.
  closed_at timestamptz,
  reverted_at timestamptz,
  -- `commit:SHA` or `pull:NUMBER`, as it was first seen.
  reverted_by text,
  -- Lines that the change had added, and how many of them people's later commits have taken away or written anew.
  added_lines int,
  reworked_lines int NOT NULL DEFAULT 0,
  reworked_at timestamptz,
  reopened_at timestamptz,
  -- What people's labels on the pull request or its issue say of the change: `fettle:good`, `fettle:wrong`.
  labels text[] NOT NULL DEFAULT '{}',
  -- When it is looked at next; null when settled.
  look_at timestamptz DEFAULT now(),
  looked_at timestamptz
);
CREATE INDEX aftermath_look ON fettle.aftermath (look_at) WHERE look_at IS NOT NULL;
