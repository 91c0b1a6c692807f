import type { Candidate } from './candidate.ts';
import { isGenerated, isLocalSetUp, isPlaceholder, isStandIn, isMadeUp } from './made-up.ts';

/** A password in an address: `scheme://user:password@host`. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s:/@"'`<>]{0,80}):([^\s/@"'`<>]{3,200})@([\w.-]{1,120})/gi;
const CONNECTION = /\b(?:password|pwd)\s?=\s?([^;"'`\s<>{}$&]{4,100})(?=[;"'`&\s<]|$)/gim;
const BASIC = /\bBasic\s{1,4}([A-Za-z0-9+/]{8,400}={0,2})/g;
const STORED_LOGIN = /["']?_?auth["']?\s{0,4}[:=]\s{0,4}["']?([A-Za-z0-9+/]{8,400}={0,2})/g;
const BEARER = /\b(?:Bearer|Authorization:? (?:token|Token|Bearer))\s{1,4}([\w.~+/-]{16,800}={0,2})/g;
const REGISTRY_TOKEN = /:_(?:authToken|password)\s?=\s?["']?([^\s"'$]{8,400})/g;
const NETRC = /\blogin\s{1,10}\S{1,100}\s{1,10}password\s{1,10}(\S{3,100})/g;
const CURL = /\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]["']?[^\s:"'$]{1,80}:([^\s"'$]{3,100})/g;
const SHELL =
  /(?:\bsshpass\s{1,4}-p\s?|\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,200}?\s-p|\bdocker login\b[^\n]{0,200}?\s-p\s|\blftp\b[^\n]{0,100}?\s-u\s[\w.-]{1,60},|\bredis-cli\b[^\n]{0,200}?\s-a\s|\bsqlcmd\b[^\n]{0,200}?\s-P\s)["']?([^\s"'$-][^\s"'$]{4,80})/g;
/** Functions that take a key as an argument. */
const KEYED =
  /\b(?:createHmac|hmac\.new|createCipher(?:iv)?|createDecipher(?:iv)?|jwt\.(?:sign|verify|encode|decode)|SymmetricSecurityKey|SecretKeySpec|Fernet|HMACSHA\d{3}|hmac_sha\d{3}|ConvertTo-SecureString|fromhex|cookieSession|secretOrKey)\b[^\n"'`]{0,80}(?:["'`]sha\d{1,3}["'`],\s?)?["'`]([^"'`\s]{10,300})["'`]/g;
/** A hexadecimal argument of what connects to somewhere. */
const CLIENT =
  /\b\w{0,40}(?:client|connect|session|login|authenticate|api)\w{0,20}\([^)\n]{0,160}?["'`]([a-f0-9]{32,64})["'`]/gi;
/** User and password, one after the other. */
const LOGIN =
  /(?:\b(?:log_?in|authenticate|sign_?in|basic_?auth|credentials|connect)\(|\bauth\s{0,4}[=(]\s{0,4}\(?|HTTPBasicAuth\()\s{0,40}(?:["'`][^"'`\n]{1,100}["'`]\s{0,4},\s{0,40}){1,2}["'`]([^"'`\s]{6,100})["'`]/gi;
/** Of an address: `?api_key=value`. */
const QUERY =
  /[?&](?:[\w.-]{0,30}(?:api[_-]?key|token|secret|password|passwd|pwd|auth|signature)|key|appid|app_id|sig|code)=([\w.~+/-]{16,200})/gi;
/** A list of users with their passwords. */
const USERS =
  /\b(?:users|basic_?auth|accounts|credentials)["']?\s{0,4}[:=]\s{0,40}(?:\[|-)?\s{0,4}["']?[\w.-]{2,40}:([^\s"':]{8,100})/gi;
const PROVIDER = /\bprovider\s{1,4}\(?:\w{2,30},\s{0,4}["'][\w.-]{4,100}["'],\s{0,4}["']([\w-]{16,100})["']/g;
const CHPASSWD =
  /\bchpasswd\b[^\n]{0,20}\n(?:[^\n]{0,40}\n)?\s{0,20}-?\s{0,4}[\w-]{1,40}:([^\s:]{6,100})|["'][\w-]{1,40}:([^\s:"'$]{6,100})["']\s{0,4}\|\s{0,4}(?:sudo )?chpasswd/g;
const GO_DSN = /(?<![\w:/])[\w-]{1,60}:([^@\s"'`:/]{4,100})@(?:tcp|unix)\(/g;
const SONAR = /\bsonar\.(?:login|token)\s?[=:]\s?["']?([a-f0-9]{40}|sq[apu]_\w{40})/g;
const SQL = /\b(?:IDENTIFIED BY|PASSWORD)\s{1,4}'([^'\s]{4,100})'/gi;
const JWT = /\b(eyJ[\w-]{10,2000})\.(eyJ[\w-]{10,4000})\.([\w-]{16,800})/g;
const PHRASE =
  /(?:mnemonic|seed_?phrase|recovery_?phrase)\w{0,20}["']?\s{0,4}[:=]\s{0,4}["'`]((?:[a-z]{3,8} ){11,23}[a-z]{3,8})["'`]/gi;

/** Secrets that are known by what stands around them. */
export function contexts(text: string, path: string): Candidate[] {
  const standIn = isStandIn(path);
  const plain = (
    pattern: RegExp,
    what: string,
    accept: (match: RegExpExecArray, value: string) => boolean,
    group = 1,
  ) =>
    [...text.matchAll(pattern)].flatMap((match): Candidate[] => {
      const value = match[group] ?? '';
      if (!accept(match, value)) return [];
      return [{ at: match.index + match[0].lastIndexOf(value), value, what }];
    });
  const password = (value: string) => !isPlaceholder(value) && !isCommon(value) && (!standIn || isGenerated(value, 14));
  const login = (value: string) => {
    const decoded = Buffer.from(value, 'base64').toString('latin1');
    const [, user = '', secret = ''] = /^([\x21-\x39\x3b-\x7e]{0,80}):([\x20-\x7e]{3,200})$/.exec(decoded) ?? [];
    return secret !== '' && user !== secret && password(secret);
  };
  return [
    ...plain(ADDRESS, 'an address with a password', (match, value) => isLogin(match, value, path), 2),
    ...plain(CONNECTION, 'a connection string with a password', (match, value) => {
      const around = text.slice(Math.max(0, match.index - 160), match.index + match[0].length + 80);
      return (
        /(?:server|data source|host|user id|uid|username|user|database|jdbc:)\s?[=:]/i.test(around) &&
        !/[()]/.test(value) &&
        password(value) &&
        (!isLocal(around) || isGenerated(value, 12))
      );
    }),
    ...plain(BASIC, 'a login (Basic)', (_, value) => login(value)),
    ...plain(STORED_LOGIN, 'a stored login', (_, value) => login(value)),
    ...plain(
      BEARER,
      'a bearer token',
      (_, value) => !isPlaceholder(value) && isGenerated(value, 16) && !isMadeUp(value, path),
    ),
    ...plain(REGISTRY_TOKEN, "a registry's token", (_, value) => !isPlaceholder(value) && !isMadeUp(value, path)),
    ...plain(NETRC, 'a login (netrc)', (_, value) => password(value)),
    ...plain(CURL, 'a login', (_, value) => password(value)),
    ...plain(SHELL, 'a password', (_, value) => password(value) && /\d|[!@#%^&*]/.test(value)),
    ...plain(
      KEYED,
      'a key',
      (_, value) => !isPlaceholder(value) && !isMadeUp(value, path) && isGenerated(value, standIn ? 32 : 10),
    ),
    ...plain(
      CLIENT,
      'a key or token',
      ([call], value) =>
        !standIn && !/sha\d|hash|digest|commit|checksum|rev\b|md5|etag|\bid\b/i.test(call) && !isMadeUp(value, path),
    ),
    ...plain(LOGIN, 'a password', (_, value) => password(value) && isStrongWord(value)),
    ...plain(USERS, 'a password', (_, value) => password(value) && isStrongWord(value) && isGenerated(value, 8)),
    ...plain(
      QUERY,
      'an address with a key',
      ([query], value) =>
        !standIn &&
        !isPlaceholder(value) &&
        isGenerated(value, 16) &&
        !isMadeUp(value, path) &&
        !/page|cursor|next|continu|cache|csrf|public/i.test(query.slice(0, 30)),
    ),
    ...plain(PROVIDER, 'a client secret', (_, value) => !isPlaceholder(value) && isGenerated(value, 16)),
    ...plain(CHPASSWD, 'a password', (match) => password(match[1] ?? match[2] ?? '')),
    ...plain(
      GO_DSN,
      'an address with a password',
      (match, value) => password(value) && !isLocal(match.input.slice(match.index, match.index + 160)),
    ),
    ...plain(SONAR, 'a SonarQube token', (_, value) => !isMadeUp(value, path)),
    ...plain(SQL, 'a password', (_, value) => password(value) && !isLocalSetUp(path) && /\d|[!@#%^&*]/.test(value)),
    ...plain(JWT, 'a signed token (JWT)', (match) => isIssued(match, path), 3),
    ...plain(PHRASE, 'the words of a wallet', (_, value) => new Set(value.split(' ')).size >= 8),
  ];
}

/** What manuals write where a password goes. */
const isName = (value: string): boolean =>
  /^(?:pass(?:word|wd|wort)?|pw|pwd|secret|user(?:name)?|admin|root|guest|postgres|mysql|changeit)$/i.test(value);

/** Not a host of somebody's own. */
const isAnywhere = (host: string): boolean => isLocal(host) || !host.includes('.');
const isLoopback = (host: string): boolean => /^(?:localhost|127\.|0\.0\.0\.0|host\.docker\.internal)/i.test(host);

/** Capital and small letters and digits. */
const isStrongWord = (value: string): boolean =>
  value.length >= 8 && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value));

/** Passwords that everybody knows stand for none. */
const isCommon = (value: string): boolean =>
  /^(?:pass(?:word|wd)?|pw|pwd|secret|root|admin|user|guest|postgres|mysql|mongo|redis|rabbitmq|minio(?:admin)?|test\w{0,8}|toor|changeit|s3cr3t|p4ssw0rd|hunter2|abc123|1234\w{0,6})$/i.test(
    value,
  );

const isLocal = (text: string): boolean =>
  /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)\b|\.(?:example|test|local|localhost|invalid)\b|\bexample\.(?:com|org|net)\b/i.test(
    text,
  );

function isLogin([, user = '', , host = '']: RegExpExecArray, value: string, path: string): boolean {
  const plain = decodeURIComponentSafe(value);
  if (
    isPlaceholder(plain) ||
    isName(plain) ||
    (isCommon(plain) && isAnywhere(host)) ||
    plain === user ||
    /^[:$%{*[]/.test(plain)
  )
    return false;
  if (isStandIn(path)) return isGenerated(plain, 14) && !isLocal(host);
  if (isLocalSetUp(path) || isLoopback(host)) return isGenerated(plain, 14);
  // A name without a dot is a container beside this one, and example.com nobody's.
  if (isLocal(host) || (!host.includes('.') && !/prod|live|stag/i.test(host))) return isStrongWord(plain);
  return true;
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isIssued([, header = '', payload = '', signature = '']: RegExpExecArray, path: string): boolean {
  const decode = (part: string) => Buffer.from(part, 'base64url').toString('latin1');
  if (!/"alg"/.test(decode(header)) || isMadeUp(signature, path)) return false;
  const claims = decode(payload);
  // The key that every visitor of a page gets.
  if (/"role"\s*:\s*"anon"/.test(claims)) return false;
  return !(
    isStandIn(path) &&
    /John Doe|1234567890|test|example|fake|dummy|mock|jane|alice|"exp"\s*:\s*1[0-6]\d{8}\b/i.test(claims)
  );
}
