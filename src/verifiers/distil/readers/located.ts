import type { Family, Finding, FindingKind, Reader, Sink } from '../finding.ts';

interface Form {
  tool: string;
  kind: FindingKind;
  /** Named groups: file, line, col?, sev?, code?, msg. */
  when: RegExp;
  /** Looks like a diagnostic, and may be something else. */
  weak?: true;
  /** A linter: its warnings and notes count as much. */
  strict?: true;
  /** A blank line may stand between the diagnostic and what belongs to it. */
  gap?: true;
  /** Indented lines that follow and belong to it: at most so many. */
  more?: number;
}

const PATH = String.raw`(?<file>(?:[A-Za-z]:[\\/])?(?:[^\s:()\[\]"'<>=,;|]|(?<=\w) (?=[\w-]+[/.]))+?\.[A-Za-z]\w{0,9}|[\w./-]*(?:Makefile|Dockerfile|Rakefile|Gemfile|Vagrantfile))`;

/** One diagnostic a line, as compilers and linters print them. First match wins. */
const FORMS: readonly Form[] = [
  // shellcheck --format=gcc: also of scripts without an ending
  {
    tool: 'shellcheck',
    kind: 'lint',
    strict: true,
    when: /^(?<file>[^\s:]+):(?<line>\d+):(?<col>\d+): (?<sev>note|warning|error): (?<msg>.* \[(?<group>SC\d{4})\])$/,
  },
  // tsc, csc, msbuild, msvc: src/a.ts(8,10): error TS2322: message
  {
    tool: 'tsc',
    kind: 'compile',
    more: 4,
    when: new RegExp(`^${PATH}\\((?<line>\\d+),(?<col>\\d+)\\): (?<sev>error) (?<code>TS\\d+): (?<msg>.*)$`),
  },
  {
    tool: 'msbuild',
    kind: 'compile',
    when: new RegExp(
      `^\\s*(?:\\d+>)?${PATH} ?\\((?<line>\\d+)(?:,(?<col>\\d+))?[\\d,]*\\) ?: (?<sev>(?:fatal )?error|warning) (?<code>\\w+) ?: (?<msg>.*?)(?: \\[[^\\]]+proj\\])?$`,
    ),
  },
  // msbuild, of a whole project or object file: App.csproj : error NU1101: message
  {
    tool: 'msbuild',
    kind: 'compile',
    when: new RegExp(
      `^\\s*(?:\\d+>)?${PATH} : (?<sev>(?:fatal )?error|warning) (?<code>[A-Z]+\\d+) ?: (?<msg>.*?)(?: \\[[^\\]]+(?:proj|sln)\\])?$`,
    ),
  },
  {
    tool: 'ts-node',
    kind: 'compile',
    more: 3,
    when: new RegExp(`^${PATH} \\((?<line>\\d+),(?<col>\\d+)\\): (?<msg>.+)$`),
  },
  // tsc --pretty, pyright: src/a.ts:8:10 - error TS2322: message
  {
    tool: 'tsc',
    kind: 'compile',
    more: 4,
    when: new RegExp(
      `^\\s*${PATH}:(?<line>\\d+):(?<col>\\d+) - (?<sev>error|warning)(?: (?<code>TS\\d+))?: (?<msg>.*)$`,
    ),
  },
  // maven: [ERROR] /a/B.java:[42,46] message
  {
    tool: 'maven',
    kind: 'compile',
    more: 4,
    when: new RegExp(`^(?:\\[ERROR\\]\\s+)?${PATH}:\\[(?<line>\\d+)(?:,(?<col>\\d+))?\\] (?<msg>.*)$`),
  },
  { tool: 'sbt', kind: 'hint', when: new RegExp(`^\\[warn\\] ${PATH}:(?<line>\\d+)(?::(?<col>\\d+))?: (?<msg>.*)$`) },
  // sbt: [error] /a/B.scala:6: message
  {
    tool: 'sbt',
    kind: 'compile',
    when: new RegExp(`^\\[error\\] ${PATH}:(?<line>\\d+)(?::(?<col>\\d+))?: (?<msg>.*)$`),
  },
  // gcc, clang, swiftc, javac, ghc, mypy: a.c:3:5: error: message
  {
    tool: 'compiler',
    kind: 'compile',
    more: 6,
    when: new RegExp(
      `^(?:\\S+: )?(?:e: )?(?:❌\\s+)?${PATH}:(?<line>\\d+)(?:[:.](?<col>\\d+))?(?:-\\d+)?: (?<sev>(?:fatal |internal compiler |syntax )?[Ee]rror)\\b:? ?(?<msg>.*)$`,
    ),
  },
  {
    tool: 'compiler',
    kind: 'hint',
    more: 3,
    when: new RegExp(
      `^(?:\\S+: )?(?:⚠️?\\s+)?${PATH}:(?<line>\\d+)(?:[:.](?<col>\\d+))?: (?<sev>[Ww]arning|[Nn]ote|[Ii]nfo|remark): ?(?<msg>.*)$`,
    ),
  },
  // xcpretty
  {
    tool: 'xcode',
    kind: 'compile',
    more: 2,
    gap: true,
    when: new RegExp(`^❌\\s+${PATH}:(?<line>\\d+):(?<col>\\d+): (?<msg>.+)$`),
  },
  // go build and vet, xcpretty, generic: ./a.go:3:5: message
  {
    tool: 'lint',
    kind: 'lint',
    when: new RegExp(`^\\s*(?:vet: |❌\\s+|⚠️\\s+|✗ )?${PATH}:(?<line>\\d+):(?<col>\\d+):? (?<msg>\\S.*)$`),
  },
  // haml-lint, slim-lint, reek: path:12 [W] message; prettier-eslint: path:639 message
  {
    tool: 'lint',
    kind: 'lint',
    weak: true,
    more: 6,
    when: new RegExp(`^\\s*${PATH}:(?<line>\\d+):? (?<msg>(?:\\[[A-Z]\\]|[A-Z\`]|[a-z]+ ).*)$`),
  },
];

/** Lines that certainly do not belong to the diagnostic above. */
const APART =
  /^(?:g?make|ninja|npm|In file|Found \d|\d+ (?:errors?|warnings?)|\[|#\s|[A-Za-z.]+:|\S+\.\w+:\d+|\S+\/\S+$)/;
/** Code that somebody else wrote. */
const INSTALLED = /node_modules|site-packages|dist-packages|\/gems\//;

/** One search refuses most lines: a name with an ending, and a number behind it. */
const MAYBE =
  /\.[A-Za-z]\w{0,9}(?:[:([]| \()\[?\d| : (?:fatal )?(?:error|warning) |(?:Makefile|Dockerfile|Rakefile|Gemfile|Vagrantfile)[:(]\d|\[SC\d{4}\]$/;

/** Lines that look like a place and are a frame or progress. */
const NOT =
  /^\s*(?:at |from |in |#\d|ok\b|\d+ |\$ |> |\+ |npm |yarn |remote:|Step \d)|^\s*\S+:\d+: (?:info|note|in function|in main)/;

/** Compilers and linters that print one diagnostic a line. */
export const located: Family = {
  name: 'located',
  create(sink: Sink): Reader {
    let open: Finding | null = null;
    let more = 0;
    let blank = false;
    let gap = false;
    const close = (): void => {
      if (open) sink.found(open);
      open = null;
    };
    return {
      read(line, at, past) {
        const form = MAYBE.test(line) && !NOT.test(line) ? FORMS.find((one) => one.when.test(line)) : undefined;
        if (form) {
          const included = form.tool === 'compiler' ? past.before() : '';
          close();
          const { file = '', line: row, col, sev, code, msg = '', group = code } = form.when.exec(line)?.groups ?? {};
          if (form.tool !== 'lint') sink.tool(form.tool);
          const place = [file, row, col].filter((part) => part !== undefined).join(':');
          const said = [sev, code].filter(Boolean).join(' ');
          const mild =
            /^(?:warning|note|info|remark)/i.test(sev ?? '') || /^\w*Warning\b/.test(msg) || INSTALLED.test(file);
          const kind = mild && !form.strict ? 'hint' : form.kind;
          open = {
            tool: form.tool,
            kind,
            title: `${place}: ${said ? `${said}: ` : ''}${msg}`,
            body: /^In file included from /.test(included) ? [included.trim()] : [],
            file,
            ...(row ? { line: Number(row) } : {}),
            at,
            ...(group ? { group } : {}),
            ...(form.weak ? { score: 6 } : {}),
          };
          more = form.more ?? 0;
          gap = form.gap ?? false;
          blank = false;
          return true;
        }
        if (!open) return false;
        const belongs =
          /^\s+\S/.test(line) || (/^\[(?:ERROR|error)\]\s{2,}\S/.test(line) && !/^\[ERROR\]\s+\S+\.\w+:/.test(line));
        // Old compilers print the source line as it stands.
        const source =
          open.tool === 'compiler' &&
          !blank &&
          open.body.length === 0 &&
          more > 0 &&
          line.trim() !== '' &&
          !APART.test(line);
        if ((belongs || source) && (!blank || gap) && open.body.length < more) {
          // Snippets of source under a diagnostic repeat what the place says; rustc-like gutters go.
          if (!/^\s*(?:\d+ *\||\|)?\s*[~^]*\s*$/.test(line)) open.body.push(line.trimEnd());
          return true;
        }
        if (line.trim() === '' && more > 0 && (!blank || gap)) {
          blank = true;
          return true;
        }
        close();
        return false;
      },
      end: close,
    };
  },
};
