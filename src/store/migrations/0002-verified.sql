-- What verification remembers: reports of checks that passed, and how base stands. A scope is one repository with one
-- image; nothing is ever read across scopes.
CREATE TABLE fettle.verified (
  scope text NOT NULL,
  key text NOT NULL,
  value jsonb NOT NULL,
  used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, key)
);
CREATE INDEX verified_used ON fettle.verified (used_at);
