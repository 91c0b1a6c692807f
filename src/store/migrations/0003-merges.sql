-- The commit of the base branch that an attempt merges in; null for one that only changes code.
ALTER TABLE fettle.attempt ADD COLUMN merge_sha text;
