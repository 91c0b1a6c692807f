-- Who is signed in to the dashboard. Of the session's id only its SHA-256 is here, and the user's token is encrypted with a
-- key that takes both the id and the App's private key.
CREATE TABLE fettle.session (
  id_hash bytea PRIMARY KEY,
  login text NOT NULL,
  token bytea NOT NULL,
  -- What he may read on GitHub where the App is installed, `owner/name` in lower case, as of `repos_at`.
  repos text[] NOT NULL,
  repos_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_expires ON fettle.session (expires_at);
