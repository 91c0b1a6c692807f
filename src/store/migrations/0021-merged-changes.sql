-- Metrics count what became of the changes of the last thirty days: read from this index alone.
CREATE INDEX aftermath_merged ON fettle.aftermath (merged_at) INCLUDE (state, reverted_at, reworked_at, reopened_at, added_lines)
  WHERE merged_at IS NOT NULL;
