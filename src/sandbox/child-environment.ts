import { env } from 'node:process';

/**
 * What programs that we start on the host inherit. No setting is read here: this only passes on where programs are and
 * how this machine reaches its network, which nobody should have to say twice.
 */
const NEEDED =
  /^(?:PATH|SYSTEMROOT|TMPDIR|SSL_CERT_FILE|SSL_CERT_DIR|GIT_SSL_CAINFO|CURL_CA_BUNDLE|https?_proxy|all_proxy|no_proxy)$/i;

/** For git on foreign repositories: nothing that could change what it does, no key or token of ours. */
export function bareEnvironment(): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && NEEDED.test(name)) given[name] = value;
  }
  return given;
}

/** For the machine's own tools (apt, npm, mmdebstrap): all of it, with some values replaced. */
export function wholeEnvironment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...env, ...more };
}
