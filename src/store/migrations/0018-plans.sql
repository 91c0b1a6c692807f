-- What a run means to do before it does it: a row for each run that posts a plan first.
CREATE TABLE fettle.plan (
  run_id text PRIMARY KEY REFERENCES fettle.run ON DELETE CASCADE,
  -- Who wants it: the issue's label, the operator's settings, or the repository's.
  wanted_by text NOT NULL CHECK (wanted_by IN ('label', 'operator', 'repository')),
  -- What the agent handed in; null while it reads.
  proposal jsonb,
  -- Ids of the checks that were fixed from base.
  checks jsonb NOT NULL DEFAULT '[]',
  -- What runs like this one have cost, as it was when the plan was posted.
  estimate jsonb,
  -- The plan's own part of the comment, and the comment; null until it is posted.
  text text,
  comment_id bigint,
  posted_at timestamptz,
  -- The text that somebody agreed to, who, how and with which words; null until then.
  agreed jsonb
);
