/**
 * What a name says of its value: a password may be short and made by a person, a token is made by a machine, and a key
 * may be one to a door or to a list.
 */
export type Spoken = 'password' | 'token' | 'key' | null;

const PASSWORD = /^(?:password|passwd|passwort|pwd|pass|passphrase|passcode|pw|bindpw|rootpw|requirepass|masterauth)$/;
const SECRET =
  /^(?:secret|token|apikey|apitoken|authtoken|accesskey|secretkey|privatekey|credential|credentials|bearer|pat|apisecret|clientsecret|authkey|salt|jwt)$/;
/** A key of one of these is to be kept; any other may be a key of a map, a table, a list. */
const KEYS =
  /^(?:api|access|secret|private|encryption|encrypt|signing|sign|auth|master|service|client|account|shared|license|app|application|webhook|hmac|jwt|admin|aes|ssh|deploy|subscription|function|host|server|integration|session|cookie|crypto|cipher|security|stripe|openai|anthropic|sendgrid|twilio|aws|gcp|azure|github|maps|algolia|datadog|dd|mailgun|write|ingest|consumer|storage|root|rsa|ed25519|ecdsa|wallet|hash|signature|registry|nuget|base)$/;
/** After these the value is about the secret, and none. */
const ABOUT =
  /^(?:name|names|field|fields|label|placeholder|url|uri|endpoint|path|file|filename|type|header|regex|regexp|pattern|hint|length|size|min|max|policy|reset|error|errors|message|msg|prefix|suffix|expires|expiry|expiration|ttl|age|param|parameter|parameters|env|var|variable|input|title|text|event|selector|class|count|limit|version|status|state|format|strength|rule|rules|validator|manager|provider|service|store|storage|arn|ref|reference|kind|issuer|audience|scope|scopes|hash|digest|algorithm|alg|encoding|visible|visibility|enabled|required|confirm|confirmation|strategy|mode|address|index|icon|button|link|route|page|form|column|attribute|property|test|schema|symbol|description|desc|id|ids|at|cost|rounds|budget|tokens|bucket|public|fingerprint|thumbprint|checksum|claim|plural|singular|locale|mask|char|generator|helper|checker|lookup|command|script|flag|option|options|docs|help)$/;
const PUBLIC =
  /^(?:public|publishable|pub|csrf|xsrf|anon|site|measurement|tracking|recaptcha|design|color|spacing|theme|syntax|cancel|cancellation|lexer|parser|cache|sort|partition|foreign|primary|i18n|translation|query|react|shortcut|hot)$/;

/** The words of `dbPassword`, `DB_PASSWORD`, `db-password`, `spring.datasource.password`. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Whether a name speaks of a secret as its value. */
export function spokenBy(name: string): Spoken {
  const words = wordsOf(name);
  while (
    words.length > 1 &&
    /^(?:\d+|value|default|fallback|dev|prod|production|staging|live|old|new|current|primary|secondary|v\d|raw|plain|b64|base64|str|string|data|64|hex|text|base)$/.test(
      words.at(-1) ?? '',
    )
  )
    words.pop();
  const last = (words.at(-1) ?? '').replace(/\d+$/, '');
  const before = words.at(-2) ?? '';
  if (
    ABOUT.test(last) ||
    words.some(
      (word) =>
        PUBLIC.test(word) ||
        /^(?:errors?|messages?|labels?|hints?|placeholders?|rules?|texts?|titles?|validations?|i18n)$/.test(word),
    )
  )
    return null;
  if (PASSWORD.test(last)) return 'password';
  if (SECRET.test(last)) return 'token';
  if (/^(?:key|keys)$/.test(last) && KEYS.test(before)) return 'token';
  if (last === 'key' && before !== '') return 'key';
  if (/^(?:auth|authorization|_auth)$/.test(last) && words.length <= 2) return 'token';
  // `dbpassword`, `mysecret`: written in one word.
  if (/(?:password|passwd|passphrase)$/.test(last)) return 'password';
  return /(?:secret|apikey|token|accesskey)$/.test(last) && last.length <= 24 ? 'token' : null;
}
