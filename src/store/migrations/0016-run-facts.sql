-- What lists and figures need of a run, in one narrow row, so that a look at a million runs reads little, and away from
-- fettle.run, whose rows are wide and written all the time. All of it follows from other tables: triggers make it again, in
-- the same transaction, when one of those changes, and backups leave it out. How an outcome counts is not written here.

-- What runs were made with: few rows, to which many facts refer.
CREATE TABLE fettle.making (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  agent_model text NOT NULL,
  judge_model text NOT NULL,
  agent_prompt text NOT NULL,
  judge_prompt text NOT NULL,
  UNIQUE (agent_model, judge_model, agent_prompt, judge_prompt)
);

CREATE SEQUENCE fettle.run_fact_number AS int;
CREATE TABLE fettle.run_fact (
  run_id text PRIMARY KEY REFERENCES fettle.run ON DELETE CASCADE,
  -- Counts runs without many gaps: where something of each run is kept in memory, this is its place there.
  number int NOT NULL UNIQUE,
  -- `owner/name` in lower case.
  repo text NOT NULL,
  created_at timestamptz NOT NULL,
  state text NOT NULL,
  issue int NOT NULL,
  pr_number int,
  -- The title's words: everything of ASCII that is neither a letter nor a digit is between them.
  words tsvector NOT NULL,
  needs_person boolean NOT NULL,
  -- All that follows is null, 0 or empty until the run has ended.
  ended_at timestamptz,
  kind text,
  reason text,
  cancelled_by text,
  base_red boolean NOT NULL,
  making int REFERENCES fettle.making,
  attempts int NOT NULL,
  cost numeric NOT NULL,
  -- Verdicts of all rounds, and how many of the vetoes were followed by an approval.
  approved int NOT NULL,
  vetoed int NOT NULL,
  abstained int NOT NULL,
  corrected int NOT NULL,
  -- How often CI was red on what was green here, and the checks that had passed then.
  escapes int NOT NULL,
  escaped text[] NOT NULL,
  -- Somebody said something of a change of the run.
  labelled boolean NOT NULL,
  overruled int NOT NULL,
  merged boolean NOT NULL,
  -- By the clock of whoever wrote it last, before its transaction ended.
  changed_at timestamptz NOT NULL
);

-- Whoever may see thousands of repositories asks for all of them, and the planner compares each with each of the most common
-- values that it keeps: a hundred, by default, took ten times as long as the query itself.
ALTER TABLE fettle.run_fact ALTER COLUMN repo SET STATISTICS 10;

-- Repositories with what their runs have come to; the cost is that of ended runs.
CREATE TABLE fettle.repository_total (
  repo text PRIMARY KEY,
  runs int NOT NULL,
  open int NOT NULL,
  merged int NOT NULL,
  cost numeric NOT NULL,
  last_run_at timestamptz
);

-- When a run ended; null while it goes on. fettle.run.updated_at changes later, too.
ALTER TABLE fettle.run ADD COLUMN ended_at timestamptz;
UPDATE fettle.run SET ended_at = updated_at WHERE state = 'ended';

CREATE FUNCTION fettle.note_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.ended_at := CASE WHEN NEW.state <> 'ended' THEN NULL ELSE coalesce(NEW.ended_at, clock_timestamp()) END;
  RETURN NEW;
END $$;
CREATE TRIGGER run_ends BEFORE INSERT OR UPDATE OF state ON fettle.run FOR EACH ROW EXECUTE FUNCTION fettle.note_end();

CREATE INDEX run_event_escape ON fettle.run_event (run_id) WHERE kind = 'escape';

CREATE FUNCTION fettle.refresh_facts(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- One at a time for each run, and always in this order. Whoever waited sees what the other one had changed, since each
  -- statement below looks anew.
  PERFORM FROM fettle.run_fact WHERE run_id = ANY (ids) ORDER BY run_id FOR UPDATE;

  INSERT INTO fettle.making (agent_model, judge_model, agent_prompt, judge_prompt)
  SELECT DISTINCT r.arm ->> 'agentModel', r.arm ->> 'judgeModel', r.arm ->> 'agentPrompt', r.arm ->> 'judgePrompt'
  FROM fettle.run r
  WHERE r.id = ANY (ids) AND r.state = 'ended' AND r.arm ?& '{agentModel,judgeModel,agentPrompt,judgePrompt}'
    AND NOT EXISTS (SELECT FROM fettle.making m WHERE m.agent_model = r.arm ->> 'agentModel'
      AND m.judge_model = r.arm ->> 'judgeModel' AND m.agent_prompt = r.arm ->> 'agentPrompt'
      AND m.judge_prompt = r.arm ->> 'judgePrompt')
  ON CONFLICT DO NOTHING;

  INSERT INTO fettle.run_fact
  SELECT r.id, coalesce((SELECT k.number FROM fettle.run_fact k WHERE k.run_id = r.id), nextval('fettle.run_fact_number')::int),
    lower(r.owner) || '/' || lower(r.name), r.created_at, r.state, r.issue, r.pr_number,
    to_tsvector('simple', regexp_replace(coalesce(r.task ->> 'title', ''), '[^0-9A-Za-z\u0080-\U0010ffff]+', ' ', 'g')),
    coalesce(CASE
      WHEN r.state <> 'ended' THEN r.held
        OR EXISTS (SELECT FROM fettle.question q WHERE q.run_id = r.id AND q.answered_at IS NULL)
        OR EXISTS (SELECT FROM fettle.request q WHERE q.run_id = r.id AND q.answer IS NULL)
      WHEN r.outcome ->> 'kind' = 'no_pr' THEN r.outcome ->> 'reason' <> 'cancelled'
      WHEN r.outcome ->> 'kind' = 'pr_ci_red' THEN true
      WHEN r.outcome ->> 'kind' = 'pr_handed_over' THEN r.outcome ->> 'reason' NOT IN ('cancelled', 'person_pushed')
    END, false),
    r.ended_at, e.outcome ->> 'kind', e.outcome ->> 'reason', e.outcome ->> 'by', coalesce(e.outcome ? 'baseRed', false), m.id,
    coalesce(a.attempts, 0), coalesce(a.cost, 0), coalesce(g.approved, 0), coalesce(g.vetoed, 0), coalesce(g.abstained, 0),
    coalesce(g.corrected, 0), coalesce(x.escapes, 0), coalesce(x.escaped, '{}'), coalesce(l.labels, 0) > 0,
    coalesce(l.overruled, 0), coalesce(e.outcome IS NOT NULL AND t.merged_at IS NOT NULL OR e.outcome ->> 'reason' = 'merged', false),
    clock_timestamp()
  FROM fettle.run r
  -- Only where it has ended; all that follows hangs on it.
  LEFT JOIN LATERAL (SELECT coalesce(r.outcome, '{}') AS outcome WHERE r.state = 'ended') e ON true
  LEFT JOIN fettle.making m ON e.outcome IS NOT NULL
    AND m.agent_model = r.arm ->> 'agentModel' AND m.judge_model = r.arm ->> 'judgeModel'
    AND m.agent_prompt = r.arm ->> 'agentPrompt' AND m.judge_prompt = r.arm ->> 'judgePrompt'
  LEFT JOIN LATERAL (
    -- Attempt 0 only plans.
    SELECT (count(*) FILTER (WHERE number > 0))::int AS attempts, sum((spent ->> 'costUsd')::numeric) AS cost
    FROM fettle.attempt WHERE run_id = r.id) a ON e.outcome IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT (count(*) FILTER (WHERE verdict = 'approve'))::int AS approved,
      (count(*) FILTER (WHERE verdict = 'veto'))::int AS vetoed,
      (count(*) FILTER (WHERE verdict = 'abstain'))::int AS abstained,
      (count(*) FILTER (WHERE verdict = 'veto' AND place < last_approved))::int AS corrected
    FROM (SELECT verdict, attempt * 1000000::bigint + round AS place,
        max(attempt * 1000000::bigint + round) FILTER (WHERE verdict = 'approve') OVER () AS last_approved
      FROM fettle.gate_round WHERE run_id = r.id) rounds) g ON e.outcome IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT count(DISTINCT v.id)::int AS escapes,
      array_agg(DISTINCT c.name ORDER BY c.name) FILTER (WHERE c.name IS NOT NULL) AS escaped
    FROM fettle.run_event v LEFT JOIN LATERAL jsonb_array_elements_text(
      CASE jsonb_typeof(v.data -> 'passed') WHEN 'array' THEN v.data -> 'passed' ELSE '[]' END) c (name) ON true
    WHERE v.run_id = r.id AND v.kind = 'escape') x ON e.outcome IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS labels,
      (count(DISTINCT (attempt, tree)) FILTER (WHERE kind = 'overrule' AND label = 'good'))::int AS overruled
    FROM fettle.label WHERE run_id = r.id) l ON e.outcome IS NOT NULL
  LEFT JOIN fettle.aftermath t ON t.run_id = r.id
  WHERE r.id = ANY (ids)
  ON CONFLICT (run_id) DO UPDATE SET repo = excluded.repo, created_at = excluded.created_at, state = excluded.state,
    pr_number = excluded.pr_number, needs_person = excluded.needs_person,
    ended_at = excluded.ended_at, kind = excluded.kind, reason = excluded.reason, cancelled_by = excluded.cancelled_by,
    base_red = excluded.base_red, making = excluded.making, attempts = excluded.attempts, cost = excluded.cost,
    approved = excluded.approved, vetoed = excluded.vetoed, abstained = excluded.abstained,
    corrected = excluded.corrected, escapes = excluded.escapes, escaped = excluded.escaped,
    labelled = excluded.labelled, overruled = excluded.overruled, merged = excluded.merged,
    changed_at = excluded.changed_at;
END $$;

-- Repositories' totals follow from facts: what a statement adds and takes away, in one order whoever does it.
CREATE FUNCTION fettle.count_repositories() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changes jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    changes := (SELECT jsonb_agg(c) FROM (SELECT repo, count(*) AS runs, count(*) FILTER (WHERE state <> 'ended') AS open,
      count(*) FILTER (WHERE merged) AS merged, sum(cost) AS cost FROM added GROUP BY repo) c);
  ELSIF TG_OP = 'DELETE' THEN
    changes := (SELECT jsonb_agg(c) FROM (SELECT repo, -count(*) AS runs, -count(*) FILTER (WHERE state <> 'ended') AS open,
      -count(*) FILTER (WHERE merged) AS merged, -sum(cost) AS cost FROM removed GROUP BY repo) c);
  ELSE
    changes := (SELECT jsonb_agg(c) FROM (
      SELECT repo, sum(runs) AS runs, sum(open) AS open, sum(merged) AS merged, sum(cost) AS cost
      FROM (
        SELECT repo, 1 AS runs, (state <> 'ended')::int AS open, merged::int AS merged, cost FROM added
        UNION ALL SELECT repo, -1, -(state <> 'ended')::int, -merged::int, -cost FROM removed
      ) both_sides GROUP BY repo
      HAVING sum(runs) <> 0 OR sum(open) <> 0 OR sum(merged) <> 0 OR sum(cost) <> 0) c);
  END IF;
  IF changes IS NULL THEN RETURN NULL; END IF;
  INSERT INTO fettle.repository_total AS t (repo, runs, open, merged, cost, last_run_at)
  SELECT c.repo, c.runs, c.open, c.merged, c.cost, (SELECT max(f.created_at) FROM fettle.run_fact f WHERE f.repo = c.repo)
  FROM jsonb_to_recordset(changes) AS c (repo text, runs int, open int, merged int, cost numeric)
  ORDER BY c.repo
  ON CONFLICT (repo) DO UPDATE SET runs = t.runs + excluded.runs, open = t.open + excluded.open,
    merged = t.merged + excluded.merged, cost = t.cost + excluded.cost, last_run_at = excluded.last_run_at;
  RETURN NULL;
END $$;

SELECT fettle.refresh_facts(ARRAY(SELECT id FROM fettle.run));

CREATE INDEX run_fact_time ON fettle.run_fact (created_at, run_id);
CREATE INDEX run_fact_repo ON fettle.run_fact (repo, created_at, run_id);
CREATE INDEX run_fact_open ON fettle.run_fact (repo, created_at, run_id) WHERE state <> 'ended';
CREATE INDEX run_fact_needs_person ON fettle.run_fact (created_at, run_id) WHERE needs_person;
CREATE INDEX run_fact_kind ON fettle.run_fact (kind, created_at, run_id);
CREATE INDEX run_fact_reason ON fettle.run_fact (reason, created_at, run_id);
CREATE INDEX run_fact_issue ON fettle.run_fact (issue);
CREATE INDEX run_fact_pr ON fettle.run_fact (pr_number) WHERE pr_number IS NOT NULL;
CREATE INDEX run_fact_id ON fettle.run_fact (run_id text_pattern_ops);
CREATE INDEX run_fact_changed ON fettle.run_fact (changed_at);
CREATE INDEX run_fact_words ON fettle.run_fact USING gin (words);

INSERT INTO fettle.repository_total (repo, runs, open, merged, cost, last_run_at)
SELECT repo, count(*), count(*) FILTER (WHERE state <> 'ended'), count(*) FILTER (WHERE merged), sum(cost), max(created_at)
FROM fettle.run_fact GROUP BY repo;

CREATE TRIGGER fact_added AFTER INSERT ON fettle.run_fact REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.count_repositories();
CREATE TRIGGER fact_changed AFTER UPDATE ON fettle.run_fact REFERENCING NEW TABLE AS added OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.count_repositories();
CREATE TRIGGER fact_removed AFTER DELETE ON fettle.run_fact REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.count_repositories();

-- Runs.
CREATE FUNCTION fettle.facts_of_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM fettle.refresh_facts(ARRAY(SELECT id FROM added));
  ELSE
    PERFORM fettle.refresh_facts(ARRAY[NEW.id]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER run_added_fact AFTER INSERT ON fettle.run REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.facts_of_runs();
CREATE TRIGGER run_changed_fact AFTER UPDATE OF owner, name, state, outcome, pr_number, held, arm, created_at
  ON fettle.run FOR EACH ROW
  WHEN ((OLD.owner, OLD.name, OLD.state, OLD.outcome, OLD.pr_number, OLD.held, OLD.arm, OLD.created_at)
    IS DISTINCT FROM (NEW.owner, NEW.name, NEW.state, NEW.outcome, NEW.pr_number, NEW.held, NEW.arm, NEW.created_at))
  EXECUTE FUNCTION fettle.facts_of_runs();

-- What belongs to a run matters to its facts once it has ended: until then this costs one look-up. Runs that are gone need
-- none.
CREATE FUNCTION fettle.facts_of_ended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    ids := ARRAY(SELECT f.run_id FROM fettle.run_fact f
      WHERE f.run_id IN (SELECT run_id FROM added) AND f.state = 'ended');
  ELSE
    ids := ARRAY(SELECT f.run_id FROM fettle.run_fact f WHERE f.run_id = OLD.run_id AND f.state = 'ended');
  END IF;
  IF cardinality(ids) > 0 THEN PERFORM fettle.refresh_facts(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER attempt_added_fact AFTER INSERT ON fettle.attempt REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER attempt_changed_fact AFTER UPDATE OF spent ON fettle.attempt
  FOR EACH ROW EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER attempt_removed_fact AFTER DELETE ON fettle.attempt
  FOR EACH ROW EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER gate_round_added_fact AFTER INSERT ON fettle.gate_round REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER gate_round_changed_fact AFTER UPDATE OF report OR DELETE ON fettle.gate_round
  FOR EACH ROW EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER label_added_fact AFTER INSERT ON fettle.label REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER label_changed_fact AFTER UPDATE OR DELETE ON fettle.label
  FOR EACH ROW EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER aftermath_added_fact AFTER INSERT ON fettle.aftermath REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION fettle.facts_of_ended();
CREATE TRIGGER aftermath_changed_fact
  AFTER UPDATE OF state, merged_at, closed_at, reverted_at, added_lines, reworked_lines, reworked_at, reopened_at, labels
  OR DELETE ON fettle.aftermath FOR EACH ROW EXECUTE FUNCTION fettle.facts_of_ended();

-- These are few, whether the run has ended or not.
CREATE FUNCTION fettle.facts_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM fettle.refresh_facts(ARRAY[OLD.run_id]);
  ELSE
    PERFORM fettle.refresh_facts(ARRAY[NEW.run_id]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER run_event_added_fact AFTER INSERT ON fettle.run_event
  FOR EACH ROW WHEN (NEW.kind = 'escape') EXECUTE FUNCTION fettle.facts_of_row();
CREATE TRIGGER question_fact AFTER INSERT OR UPDATE OR DELETE ON fettle.question
  FOR EACH ROW EXECUTE FUNCTION fettle.facts_of_row();
CREATE TRIGGER request_fact AFTER INSERT OR UPDATE OR DELETE ON fettle.request
  FOR EACH ROW EXECUTE FUNCTION fettle.facts_of_row();
