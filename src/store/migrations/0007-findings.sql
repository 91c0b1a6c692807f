-- A finding says rule, file, hunk and why; gate reports of earlier versions said guard, path and message.
UPDATE fettle.attempt SET gate = jsonb_set(gate, '{findings}', (
  SELECT coalesce(jsonb_agg(
    CASE WHEN one ? 'guard'
      THEN (one - 'guard' - 'path' - 'message')
        || jsonb_build_object('rule', one -> 'guard', 'file', one -> 'path', 'hunk', null, 'why', one -> 'message')
      ELSE one
    END ORDER BY place), '[]')
  FROM jsonb_array_elements(gate -> 'findings') WITH ORDINALITY AS list (one, place)))
WHERE jsonb_typeof(gate -> 'findings') = 'array';
