-- What the judge said in a round, beside the gate's report, which is too large to be read for counting.
ALTER TABLE fettle.gate_round ADD COLUMN verdict text GENERATED ALWAYS AS (report -> 'verdict' ->> 'verdict') STORED;
CREATE INDEX gate_round_verdict ON fettle.gate_round (verdict, at) WHERE verdict IS NOT NULL;

-- The round of an attempt that was labelled; null where a label has only the tree.
ALTER TABLE fettle.label ADD COLUMN round int;

-- Verdicts that were drawn for an audit, and from how many: `weight` is the number of verdicts of the same kind that each
-- stands for. `criteria` is what a bad change does not meet; the answer itself is a label.
CREATE TABLE fettle.audit (
  run_id text NOT NULL,
  attempt int NOT NULL,
  round int NOT NULL,
  drawn_at timestamptz NOT NULL,
  -- Each draw covers verdicts from a time up to another, and no time is covered twice.
  covers_from timestamptz NOT NULL,
  covers_until timestamptz NOT NULL,
  seed int NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('approve', 'veto')),
  weight float8 NOT NULL CHECK (weight >= 1),
  place int NOT NULL,
  criteria text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (run_id, attempt, round),
  FOREIGN KEY (run_id, attempt, round) REFERENCES fettle.gate_round ON DELETE CASCADE
);
