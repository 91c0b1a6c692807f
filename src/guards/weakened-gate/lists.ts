import { holdsCheck } from './commands.ts';
import { type Area, isBaseline, isIgnoreFile } from './gate-file.ts';
import { type Changed, type ChangedLine, isComment, keysAbove } from './lines.ts';
import { shown, type Weakening } from './weakening.ts';

/** Lists of what is left out: an entry more is a check less. */
const LEFT_OUT =
  /(?:ignor[\w.-]*|exclu[\w.-]*|omit|skip[\w-]*|disabl[\w-]*|suppress[\w-]*|(?:allow|white)_?-?list\w*|per[-_]file[-_]ignores?|deselect|norecursedirs|no_?warn\w*|warningsnotaserrors|baseline|modulePathIgnore\w*|allowedlicenses|allow[-_]failures?|unfixable|disabled_rules|opt_out|silence\w*|knownproblems|acceptedrisks|nonblocking|filter(?:s|warnings)?|ignoreDeps)["'\]]?\s*(?:[:=]|\+=|=>|\(|\{|>|\[)?\s*[[{(|>&]?\s*[-+]?["']?\s*$/i;

/** Lists of what is checked: an entry less is a check less. */
const CHECKED =
  /(?:^|[\s"'[<.-])(?:includes?|\w*patterns?|\w*globs?|select|extend-?select|enable\w*|testMatch|testRegex|testpaths|roots|specPattern|specs?|suites?|source|linters|rules?|plugins|extends|hooks|checks?|required\w*|stages|needs|requires|depends_?on|jobs|branches|matrix|os|node(?:[-_]?version)?s?|python(?:[-_]?version)?s?|go(?:[-_]?version)?s?|java|ruby|php|rust|toolchain|version|versions|python_files|python_classes|python_functions|projects|collectCoverageFrom|only_rules|opt_in_rules|analyzer_rules|on|types|severity|scanners|languages|queries|threshold|paths|directories|updates|protected|verifiers|reporters|envlist|env_list|sessions|workspaces|files|pull_request|push|event|events|lib|members|default-members|dependsOn|strict|presets|Ids|goals|executions|ignore_missing)["'\]]?\s*(?:[:=]|\+=|=>|\(|\{|>)?\s*[[{(|>&]?\s*$/i;

/** Never source code: what tools build or fetch. */
const NEUTRAL =
  /^[!*./]*(?:\*\*\/)*(?:node_modules|dist|build|out|coverage|target|vendor|generated|__generated__|gen|\.git|\.next|\.nuxt|\.turbo|\.cache|\.venv|venv|env|\.tox|\.nox|__pycache__|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.eggs|htmlcov|storybook-static|\.svelte-kit|\.output|\.yarn|\.pnpm-store|obj|\.terraform|_build|site|public\/build|[\w.*-]*\.min\.js|[\w.*-]*\.d\.ts|[\w.*/-]*\.(?:generated|pb|gen)\.[\w.]+|\*?\.snap|package-lock\.json|pnpm-lock\.yaml|yarn\.lock|[\w./-]*_pb2?\.\w+|[\w./*-]*_pb2_grpc\.py|tmp|temp|logs?|\.idea|\.vscode|\.DS_Store|CHANGELOG\.md|third[-_]party|proto\/gen)(?:\/?\**\/?\**)?["']?$/i;

/** The entries of a line: `a, b` in brackets or quotes, or the line itself. */
function itemsOf(text: string): string[] {
  return text
    .replace(/^[^[("']{0,80}[:=]\s*/, '')
    .replaceAll(/<[^<>]{0,200}>/g, ' ')
    .split(/["'`,[\](){}\s]+/)
    .map((one) => one.replace(/^[-+]$/, '').trim())
    .filter((one) => one.length > 0 && !/^(?:-|\\|\||true|false)$/i.test(one));
}

const isEntry = (text: string): boolean =>
  /^\s*(?:-\s+\S|\{.*\},?\s*$|["'`]{1,3}[^"'`]*["'`]{1,3},?\s*(?:#.*|\/\/.*)?$|[\w*./!@\\:-]+,?\s*\\?$|[\w*./-]+:[\w, ]+$|<\w+>[^<]+<\/|["'`]?[\w*./-]+["'`]?\s*[=:]\s*\[)/.test(
    text,
  );

export function listChanges(file: Changed, area: Area): Weakening[] {
  if (file.status === 'deleted') return [];
  if (isBaseline(file.path)) return grown(file, area);
  if (isIgnoreFile(file.path)) return ignoreFile(file, area);
  // A configuration that is new as a whole leaves nothing out that was looked at before.
  if (file.status === 'added') return /conftest\.py$/.test(file.path) ? leftOut(file, area) : [];
  return [...prerequisites(file, area), ...leftOut(file, area), ...noLongerChecked(file, area)];
}

function weakening(
  file: Changed,
  area: Area,
  place: ChangedLine,
  what: string,
  names: string[],
  lost: string[] = names,
): Weakening {
  const above = keysAbove(place)
    .slice(0, 2)
    .flatMap((one) => one.text.match(/[\w@/.-]{3,60}/g) ?? []);
  return {
    file: file.path,
    place,
    what,
    area,
    names: above,
    lost: lost.length > 0 ? lost : [inlineKey(place.text)].filter((one) => one !== ''),
    items: [...names, ...(place.text.match(/[\w@/.-]{3,60}/g) ?? []).slice(0, 8)],
  };
}

function grown(file: Changed, area: Area): Weakening[] {
  const place = file.added[0];
  if (place === undefined || file.added.length <= file.removed.length) return [];
  return [
    weakening(file, area, place, `more is on the list of what the tool keeps silent about: ${shown(place.text)}`, [
      'baseline',
      'todo',
    ]),
  ];
}

function ignoreFile(file: Changed, area: Area): Weakening[] {
  const entries = file.added.filter(
    ({ text }) => !isComment(text) && !text.trim().startsWith('!') && !NEUTRAL.test(text.trim()),
  );
  const back = file.removed.filter(({ text }) => text.trim().startsWith('!'));
  const place = entries[0] ?? back[0];
  return place === undefined
    ? []
    : [weakening(file, area, place, `a check leaves out more: ${shown(place.text)}`, itemsOf(place.text))];
}

const inlineKey = (text: string): string =>
  /^\s*(?:-\s*)?[{(]{0,2}\s*["'`<]?([\w.@/* -]{2,80}?)["'`]?\]?\s*(?:\+=|=>|[:=]|>|\()/.exec(text)?.[1] ?? '';

const TARGET =
  /^(?:task\s+)?:?([\w.-]*(?:check|test|ci|all|verify|lint|default|pre|build)[\w.-]*)\s*(?::|=>)(?!=)\s*(.*)$/;

/** `check: lint test` of a Makefile, `task default: [...]` of a Rakefile: what a target that checks has done before. */
function prerequisites(file: Changed, area: Area): Weakening[] {
  return file.removed.flatMap((line) => {
    const old = TARGET.exec(line.text);
    if (old === null) return [];
    for (const one of file.added) {
      const now = TARGET.exec(one.text);
      if (now === null || now[1] !== old[1]) continue;
      const [from, to] = [itemsOf(old[2] ?? ''), itemsOf(now[2] ?? '')];
      const gone = from.filter(
        (it) =>
          !to.includes(it) &&
          (/test|lint|check|type|vet|fmt|format|cov|audit|verify|spec|cop|stan|scan|secur|vuln/.test(it) ||
            holdsCheck(it)),
      );
      if (gone.length > 0 && to.length < from.length) {
        return [weakening(file, area, one, `less is checked: ${shown(one.text)} instead of ${shown(line.text)}`, gone)];
      }
    }
    return [];
  });
}

/** Entries that are new on a list of what is left out: on the line of its key, or below it. */
function leftOut(file: Changed, area: Area): Weakening[] {
  const place = file.added.find((line) => {
    const { text } = line;
    if (
      (area !== 'scripts' || keysAbove(line).some((one) => TEST_SECTION.test(one.text))) &&
      NEGATED.test(text) &&
      !isComment(text)
    ) {
      const taken = itemsOf(text).filter(
        (one) => one.startsWith('!') && !file.removed.some((old) => old.text.includes(one)),
      );
      if (taken.some((one) => !NEUTRAL.test(one))) return true;
    }
    if (inlineKey(text) === 'module' && isLooseOverride(line)) {
      const before = file.removed.flatMap((one) => itemsOf(one.text));
      return itemsOf(text).some((one) => !before.includes(one));
    }
    if (isComment(text) || isDependency(line) || /exclude-newer|\bignored\s*:/.test(text)) return false;
    const key = inlineKey(text);
    const element =
      /^\s*<(?:\w*[Ee]xclu\w*|\w*[Ii]gnor\w*|[Nn]o[Ww]arn|\w*[Ss]uppress\w*|WarningsNotAsErrors)\b[^>]*>([^<]+)</.exec(
        text,
      )?.[1];
    if (element !== undefined) return true;
    if (key !== '' && (LEFT_OUT.test(`${key}:`) || isInAllowList(line)) && !/\.baseline$/.test(key)) {
      const before = file.removed.filter((one) => inlineKey(one.text) === key).flatMap((one) => itemsOf(one.text));
      const fresh = itemsOf(text).filter(
        (one) => !before.includes(one) && one !== key && !file.removed.some((it) => it.text.includes(one)),
      );
      // A key that only opens its list has no entry on its own line, and may have new ones below.
      return fresh.some((one) => !NEUTRAL.test(one) && !/^(?:none|null)$/i.test(one));
    }
    if (!isEntry(text)) return false;
    const above = keysAbove(line).slice(0, 3);
    const items = itemsOf(text);
    if (!above.some((one) => LEFT_OUT.test(one.text.trimEnd())) || items.every((one) => NEUTRAL.test(one)))
      return false;
    return !isReplacement(line, file);
  });
  return place === undefined
    ? []
    : [weakening(file, area, place, `a check leaves out more: ${shown(place.text)}`, itemsOf(place.text))];
}

/** A section of mypy's that takes strictness back for the modules it lists, as far as its hunk shows it. */
function isLooseOverride({ around, at }: ChangedLine): boolean {
  const start = around.slice(0, at).findLastIndex((one) => /^.\[/.test(one));
  if (start === -1 || !/mypy/.test(around[start] ?? '')) return false;
  const after = around.slice(at + 1);
  const end = after.findIndex((one) => /^.\[/.test(one));
  const section = [...around.slice(start, at), ...after.slice(0, end === -1 ? undefined : end)];
  return section.some((one) =>
    /^[ +]\s*(?:(?:ignore|allow|implicit)_\w+\s*=\s*true|(?:disallow|warn|check|strict|no_implicit)\w*\s*=\s*false|follow_imports\s*=)/i.test(
      one,
    ),
  );
}

/** `paths` of gitleaks' `[allowlist]`. */
const isInAllowList = (line: ChangedLine): boolean =>
  /^\s*\[\[?(?:\w+\.)?(?:allow|white|ignore)\w*\]\]?\s*$/i.test(keysAbove(line)[0]?.text ?? '');

const TEST_SECTION = /\b(?:ava|jest|mocha|nyc|c8|vitest|tap|xo|eslintConfig|coverage|lint-staged)["']?\s*:/;
const NEGATED = /["'`]![\w*./]|^\s*-\s+![\w*./]/;

/** Builds leave transitive dependencies out: that is no check. */
const isDependency = (line: ChangedLine): boolean =>
  /<\/?exclusions?>|\bgroup\s*[:=]|\bmodule\s*[:=]|<(?:groupId|artifactId)>/.test(line.text) ||
  keysAbove(line)
    .slice(0, 2)
    .some((one) => /<exclusions?>|dependenc/i.test(one.text));

/** `src/api/*.ts` where it was `src/**`, or a place that is taken out again (`!src/api`). */
function isNarrower(before: string, now: string): boolean {
  const [first, last] = [before.indexOf('*'), before.lastIndexOf('*')];
  if (first === -1 || now.length <= before.length - 2) return false;
  return now.startsWith(before.slice(0, first)) && now.endsWith(before.slice(last + 1)) && !now.includes('{');
}

/** One entry went where this one came: the list did not grow. */
function isReplacement({ around, at, hunk }: ChangedLine, file: Changed): boolean {
  const near = (mark: string) =>
    around.slice(Math.max(0, at - 8), at + 8).filter((one) => one.startsWith(mark) && isEntry(one.slice(1))).length;
  return near('-') >= near('+') && file.removed.some((one) => one.hunk === hunk && isEntry(one.text));
}

/** Where every list says what is checked, but for those that say how it is shown or where things are found. */
const ALL_LISTS: readonly Area[] = ['tests', 'coverage', 'lint', 'types'];
const FREE =
  /reporter|\blib$|keywords|types$|typeRoots|setup|extensions|browsers|paths|alias|globals|env$|parser|formats?$|output|watch|mapper|transform|ids$/i;

const isAnyList = (key: string, text: string, area: Area): boolean =>
  ALL_LISTS.includes(area) && /["'\])]\s*,?\s*$/.test(text) && !LEFT_OUT.test(`${key}:`) && !FREE.test(key);

/** A job that is gone is judged by what it ran; others cannot wait for it any more. */
const isGoneJob = (name: string, file: Changed, area: Area): boolean =>
  area === 'ci' && file.removed.some(({ text }) => text.trim().replaceAll(/["']/g, '') === `${name}:`);

/** Every list of a matrix says on what is checked, whatever it is called. */
const isOfMatrix = (line: ChangedLine, area: Area): boolean =>
  area === 'ci' &&
  keysAbove(line)
    .slice(0, 2)
    .some((one) => /^\s*matrix:/.test(one.text)) &&
  !LEFT_OUT.test(`${inlineKey(line.text)}:`);

/** Entries that went from a list of what is checked, and none came in their stead. */
function noLongerChecked(file: Changed, area: Area): Weakening[] {
  const found: Weakening[] = [];
  for (const line of file.removed) {
    const { text, hunk } = line;
    if (isComment(text)) continue;
    const key = inlineKey(text);
    if (
      key !== '' &&
      (CHECKED.test(`${key}:`) || isAnyList(key, text, area) || isOfMatrix(line, area)) &&
      /\w/.test(text.slice(text.indexOf(key) + key.length + 1))
    ) {
      if (area === 'scripts' && !/select|include|test|lint|plugins|extends|enable|env_?list|warn|pattern/i.test(key))
        continue;
      const now = file.added.find((one) => inlineKey(one.text) === key);
      if (now === undefined) continue;
      const [from, to] = [itemsOf(text), itemsOf(now.text)];
      // What stands on another line now, since the list was written out, is still there.
      const gone = from.filter(
        (one) => !to.includes(one) && !file.added.some((it) => it.text.includes(one)) && !isGoneJob(one, file, area),
      );
      const fresh = to.filter((one) => !from.includes(one));
      const narrower = gone.some((one) => fresh.some((it) => isNarrower(one, it)));
      if ((gone.length > fresh.length && to.length < from.length) || narrower)
        found.push(
          weakening(
            file,
            area,
            now,
            `less is checked: ${shown(now.text)} instead of ${shown(text)}`,
            [...gone, ...from],
            gone,
          ),
        );
      continue;
    }
    // Steps and jobs of CI are judged by the commands that they run.
    if (!isEntry(text) || (area === 'ci' && !/^\s*-\s+["']?[\w.@/ -]+["']?\s*$/.test(text))) continue;
    const above = keysAbove(line)[0];
    if (
      above === undefined ||
      isGoneJob(itemsOf(text)[0] ?? '', file, area) ||
      !CHECKED.test(above.text.trimEnd()) ||
      (area === 'scripts' &&
        !/select|include|test|lint|plugins|extends|enable|env_?list|strict|hooks/i.test(above.text))
    )
      continue;
    const gone = file.removed.filter(
      (one) => one.hunk === hunk && isEntry(one.text) && keysAbove(one)[0]?.text === above.text,
    ).length;
    const came = file.added.filter(
      (one) => one.hunk === hunk && isEntry(one.text) && keysAbove(one)[0]?.text === above.text,
    ).length;
    if (gone > came)
      found.push(weakening(file, area, line, `less is checked: ${shown(text)} was taken away`, itemsOf(text)));
  }
  return found.slice(0, 1);
}
