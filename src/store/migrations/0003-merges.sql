-- The commit of the base branch that an attempt merges in; null for one that only changes code.
ALTER TABLE fettle.attempt ADD COLUMN merge_sha text;
-- Runs that wait until base is green again are looked up by base's head and branch.
CREATE INDEX run_awaited_base ON fettle.run ((watched ->> 'awaitedBase'))
  WHERE state <> 'ended' AND watched ->> 'awaitedBase' IS NOT NULL;
