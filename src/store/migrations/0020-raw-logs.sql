-- 0020-raw-logs
-- What checks printed, as it came but for credentials: the first 64 KiB and the last MiB of each, as gzip. For people who
-- want to see more than a distilled report; removed after a month.
CREATE TABLE fettle.raw_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL REFERENCES fettle.run ON DELETE CASCADE,
  attempt int NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- A check's id, such as `npm:test packages/a`.
  check_id text NOT NULL,
  -- Run on the base commit, to compare with.
  on_base boolean NOT NULL,
  status text NOT NULL,
  exit_code int,
  duration_ms int NOT NULL,
  -- Printed in all, and how much of that was cut from the middle.
  bytes bigint NOT NULL,
  cut bigint NOT NULL,
  content bytea NOT NULL
);
ALTER TABLE fettle.raw_log ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX raw_log_run ON fettle.raw_log (run_id, id);
CREATE INDEX raw_log_at ON fettle.raw_log (at);

-- Whoever watches a run is told when its timeline grows or its state changes; where nobody listens it costs next to nothing.
CREATE FUNCTION fettle.tell_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('fettle_run', run_id) FROM (SELECT DISTINCT run_id FROM added) AS runs;
  RETURN NULL;
END $$;
CREATE TRIGGER run_event_added AFTER INSERT ON fettle.run_event
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION fettle.tell_of_events();

CREATE FUNCTION fettle.tell_of_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('fettle_run', NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER run_state_changed AFTER UPDATE OF state ON fettle.run
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION fettle.tell_of_state();
