-- A pull request belongs to one issue, and an issue has one run at a time; this holds it whatever the code above does.
DROP INDEX fettle.run_active_pr;
CREATE UNIQUE INDEX run_active_pr ON fettle.run (lower(owner), lower(name), pr_number)
  WHERE state <> 'ended' AND pr_number IS NOT NULL;
