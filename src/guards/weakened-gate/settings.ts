import type { Area } from './gate-file.ts';
import { type Changed, type ChangedLine, inNewBlock, isComment, keysAbove } from './lines.ts';
import { levelOf, numberOf, readSettings, type Setting } from './read-settings.ts';
import { LEVEL, LOOSE, MAXIMUM, MINIMUM, OFF, ON, SEVERITIES, STRICT } from './settings-words.ts';
import type { Weakening } from './weakening.ts';

interface Placed extends Setting {
  place: ChangedLine;
}

/** Settings whose value is weaker than before, that were taken away while strict, or that are new and weak. */
export function weakerSettings(file: Changed, area: Area): Weakening[] {
  const [before, after] = [placed(file.removed), placed(file.added)];
  const weaker = (setting: Placed, what: string, to?: number, from?: number): Weakening => ({
    file: file.path,
    place: setting.place,
    what,
    area,
    names: namesOf(setting),
    items: [],
    ...(to === undefined ? {} : { to }),
    ...(from === undefined ? {} : { from }),
  });
  const found: Weakening[] = [];
  const paired = new Set<Placed>();
  for (const old of before) {
    const partner = after.find((one) => one.key === old.key && !paired.has(one) && sameRule(one, old));
    if (partner === undefined) {
      // A whole file that goes is judged as a whole, and a job of CI by the commands that it ran.
      if (file.status !== 'deleted' && area !== 'ci' && isStrict(old, area, file.path)) {
        found.push(weaker(old, `${old.name} (${old.value}) was taken away`));
      }
      continue;
    }
    paired.add(partner);
    const how = comparison(old, partner, area, file.path);
    if (how !== null) {
      found.push(
        weaker(
          partner,
          `${old.name} went from ${old.value} to ${partner.value}${how}`,
          numberOf(partner.value) ?? undefined,
          numberOf(old.value) ?? undefined,
        ),
      );
    }
  }
  for (const one of after) {
    if (
      !paired.has(one) &&
      isLoose(one, area) &&
      !isNewWhole(one, file, area) &&
      !before.some((old) => sameByAnotherName(old, one))
    )
      found.push(weaker(one, `${one.name} is ${one.value}`));
  }
  return found;
}

function placed(lines: readonly ChangedLine[]): Placed[] {
  return lines
    .filter(({ text }) => !isComment(text))
    .flatMap((place) => {
      const seen = new Set<string>();
      return readSettings(place.text)
        .filter(({ key, value }) => !seen.has(`${key} ${value}`) && seen.add(`${key} ${value}`))
        .map((setting) => ({ ...setting, place }));
    });
}

/** Two rules of one tool may end alike (`import/order`, `vue/order`). */
const sameRule = (a: Setting, b: Setting): boolean =>
  a.name.toLowerCase() === b.name.toLowerCase() || !a.name.includes('/');

/** A tool's new name for a setting that it had before: golangci-lint 2 writes `default: none` for `disable-all: true`. */
const sameByAnotherName = (old: Setting, now: Setting): boolean =>
  /^(?:disableall|disabledbydefault|disableallbydefault)$/.test(old.key) &&
  ON.test(old.value) &&
  now.key === 'default' &&
  now.value.toLowerCase() === 'none';

/** In a file, a step or a job that is new as a whole nothing was stricter before. */
const isNewWhole = (one: Placed, file: Changed, area: Area): boolean =>
  (file.status === 'added' &&
    file.added.some(({ text }) =>
      /extends|recommended|error|strict|["']?\w+["']?\s*[:=]\s*(?:true|2)\b/i.test(text),
    )) ||
  (mayBeApart(area, file.path) && inNewBlock(one.place) && !ALWAYS.test(one.key));

/** A new job or build step stands for itself; a new section of a linter's settings takes back what the others say. */
const mayBeApart = (area: Area, path: string): boolean =>
  ['ci', 'hooks', 'bot', 'verifier'].includes(area) ||
  (area === 'scripts' && !/(?:pyproject|cargo)\.toml$|setup\.cfg$|tox\.ini$/i.test(path));

const COVERED =
  /^(?:lines?|branch(?:es)?|functions?|statements?|(?:cov[-_])?fail[-_]under|minimum\w*|\w*coverage\w*)$/i;
const RETRIES = /^(?:retr(?:y|ies)|reruns?|\w*retries|runmode|rerunfailing\w*|flaky\w*)$/;
const ALWAYS = /^(?:continueonerror|allowfailures?|softfail|enabled?|skip|\w*retries|rerunfailing\w*)$/;

/** What a task would call it: the setting, the rule that it belongs to, and the words it is made of. */
function namesOf({ name, place }: Placed): string[] {
  const above = keysAbove(place)
    .slice(0, 2)
    .map((one) => /["'[]?([\w@/.-]{3,60})["'\]]?\s*[:=]?\s*[[{(]?\s*$/.exec(one.text.trim())?.[1] ?? '')
    .filter((one) => one !== '');
  const short = name.replace(/^.*[/.]/, '');
  const bare = short.replace(/^(?:dis)?allow_/i, '');
  const coverage = COVERED.test(short)
    ? ['threshold', 'coverage threshold', 'minimum coverage', `${short.replace(/(?:(?<=ch)es|s)$/, '')} coverage`]
    : [];
  return [name, short, bare, ...coverage, ...above, ...(RETRIES.test(short.toLowerCase()) ? ['retries', 'retry'] : [])];
}

/** Severities of rules; elsewhere "error" and "off" are words like others. */
const hasSeverities = (area: Area): boolean =>
  ['lint', 'types', 'scripts', 'scanner', 'coverage', 'tests', 'bot'].includes(area);

const severity = (value: string, area: Area): number | null => {
  if (!hasSeverities(area)) return null;
  return Object.hasOwn(SEVERITIES, value.toLowerCase()) ? (SEVERITIES[value.toLowerCase()] ?? null) : null;
};

/** Thresholds of tools that count what is wrong are bounds from above; of those that count what is right, from below. */
function bound(key: string, area: Area, path: string): 'min' | 'max' | null {
  const counts = /codecov|detekt|jscpd|pmd|checkstyle|phpmd|reek|clippy|knip|trivy|audit/i.test(path);
  if (/^(?:threshold\w*|level)$/.test(key)) return counts ? 'max' : 'min';
  if (/clippy/i.test(path) && /threshold$/.test(key)) return 'max';
  if (area === 'lint' && /timeout/.test(key)) return null;
  if (area === 'verifier') return MAXIMUM.test(key) ? 'max' : null;
  // How long a job may take says nothing about what it checks, and package.json has "files" and "version" of its own.
  if (area === 'ci')
    return /^(?:\w*failunder|threshold\w*|min\w*coverage\w*)$/.test(key)
      ? 'min'
      : /^maxwarnings$|^retr(?:y|ies)$/.test(key)
        ? 'max'
        : null;
  if (MINIMUM.test(key) && !(key === 'target' && area !== 'coverage')) return 'min';
  return MAXIMUM.test(key) &&
    !(area === 'scripts' && /^(?:files|bytes|warnings|limit|maxworkers|maxparallel)$/.test(key))
    ? 'max'
    : null;
}

/** How bad something has to be before it stops a change: weaker when higher. */
const BAR =
  /^(?:violationseverity|fail(?:on)?(?:level|severity)|failurethreshold|severitythreshold|min(?:imum)?(?:failure)?severity|auditlevel|minimumconfidence)$/;
const BARS: Readonly<Record<string, number>> = {
  info: 0,
  style: 0,
  refactor: 0,
  convention: 0,
  low: 1,
  warning: 2,
  moderate: 2,
  medium: 2,
  default: 2,
  error: 3,
  high: 3,
  fatal: 4,
  critical: 4,
  none: 5,
};
/** How hard a tool looks, by its own words: the more, the lower its bar. */
const EFFORTS: Readonly<Record<string, number>> = {
  max: 0,
  all: 0,
  more: 1,
  recommended: 1,
  default: 2,
  less: 3,
  minimum: 3,
  min: 4,
};

function barOf({ key, value }: Placed): number | null {
  const word = value.toLowerCase();
  const isBar = BAR.test(key) || (key === 'threshold' && /^(?:low|medium|default|high)$/.test(word));
  if (isBar) return Object.hasOwn(BARS, word) ? (BARS[word] ?? null) : null;
  if (key === 'effort' || key === 'analysismode') return Object.hasOwn(EFFORTS, word) ? (EFFORTS[word] ?? null) : null;
  return null;
}

function comparison(old: Placed, now: Placed, area: Area, path: string): string | null {
  const [highBefore, highNow] = [barOf(old), barOf(now)];
  if (highBefore !== null && highNow !== null) return highNow > highBefore ? ': it lets more through' : null;
  const [loudBefore, loudNow] = [severity(old.value, area), severity(now.value, area)];
  if (loudBefore !== null && loudNow !== null) return loudNow < loudBefore ? ': it no longer stops a change' : null;
  // `2`, `1` and `0` of ESLint, where the name is none of a bound.
  if (
    area === 'lint' &&
    /^[012]$/.test(old.value) &&
    /^[012]$/.test(now.value) &&
    bound(old.key, area, path) === null
  ) {
    return now.value < old.value ? ': it is less strict' : null;
  }
  if (LOOSE.test(old.key) && !ON.test(old.value) && ON.test(now.value)) return '';
  if (STRICT.test(old.key) && !OFF.test(old.value) && OFF.test(now.value)) return '';
  if ((loudBefore ?? 0) >= 2 && OFF.test(now.value)) return '';
  // Linters have more rules than could be listed, and switch them on by `true`.
  if (
    ['lint', 'coverage', 'scanner'].includes(area) &&
    !LOOSE.test(old.key) &&
    ON.test(old.value) &&
    OFF.test(now.value)
  )
    return '';
  const [from, to] = [numberOf(old.value), numberOf(now.value)];
  const way = bound(old.key, area, path);
  if (from !== null && to !== null && way !== null) {
    return (way === 'min' ? to < from : to > from) ? ': it lets more through' : null;
  }
  if (LEVEL.test(old.key) && ['scripts', 'types', 'lint', 'code'].includes(area)) {
    const [high, low] = [levelOf(old.value), levelOf(now.value)];
    if (high !== null && low !== null && low < high) return ': an older language is checked for less';
  }
  return null;
}

/** Taking it away leaves less checked. */
function isStrict({ key, value, name }: Placed, area: Area, path: string): boolean {
  if ((OFF.test(value) && !LOOSE.test(key)) || (area === 'scripts' && key === 'enabled')) return false;
  if (STRICT.test(key) && ON.test(value))
    return (
      !/^(?:coverage|test|tests|branch|lint|check|checks|scan|audit|enabled?)$/.test(key) ||
      value.toLowerCase() === 'true'
    );
  if ((severity(value, area) ?? 0) >= 2 && name.length > 2)
    return area === 'lint' || area === 'types' || /report|no-|_lint|clippy|warn|unsafe/i.test(name);
  if (numberOf(value) === null) return false;
  const way = bound(key, area, path);
  if (way === 'min') return !/^(?:target|runs|examples|iterations|level)$/.test(key) || /phpstan|psalm/.test(path);
  return (
    way === 'max' &&
    /^max(?:imum)?(?:warnings?|complexity|size|error|depth|params|lines\w*|asset\w*|allowed\w*)$/.test(key)
  );
}

const isInCheck = (place: ChangedLine): boolean =>
  keysAbove(place).some((one) => /test|check|lint|verif|detekt|jacoco|spot|pmd/i.test(one.text));

/** New, and weak by itself. */
function isLoose({ key, value, name, place }: Placed, area: Area): boolean {
  // Dependencies and repositories of a build may be optional or off.
  if (area === 'scripts' && /^(?:optional|enabled)$/.test(key) && !isInCheck(place)) return false;
  if (LOOSE.test(key) && ON.test(value)) return true;
  if (STRICT.test(key) && OFF.test(value))
    return (
      !/^(?:branch|coverage|lint|audit|checks?|fail|validate\w*|isolatedmodules)$/.test(key) ||
      /^(?:false|off|no)$/i.test(value)
    );
  if ((area === 'tests' || area === 'scripts') && RETRIES.test(key)) return Number(value) > 0;
  if (area === 'bot' && key === 'openpullrequestslimit') return value === '0';
  if (severity(value, area) === 0 && /^(?:off|none|allow|ignore|silent)$/i.test(value)) {
    return (
      area === 'lint' || area === 'types' || /report|no-|_lint|clippy|warn|unsafe|unused|dead_code|lint/i.test(name)
    );
  }
  // ESLint and pylint write 0 for "off".
  return area === 'lint' && value === '0' && /[-/]|^severity$/.test(name);
}
