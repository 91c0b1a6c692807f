/** One command of `fettle`. */
export interface Command {
  /** What stands behind its name in the list: its arguments, and what it does. */
  does: string;
  /** What `--help` prints, where the command does not print it itself. */
  help?: string;
  /** Options, for completion; a test compares them with the help. */
  options: readonly string[];
  /** What its own words name, for completion. */
  words?: 'folder' | 'file' | readonly string[];
  run: (args: string[]) => Promise<number>;
}

const RUNS_UNTIL_STOPPED = `Runs until SIGINT or SIGTERM, and then takes at most 20 s to put down what is under way. Settings: .env.example.
Exit: 0 when it was asked to stop, 2 when settings are wrong or missing, 1 for a fault.`;

/** Each command loads only what it needs, so that `fettle distil` starts in milliseconds. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    does: 'the app: webhooks, worker, timer',
    help: `fettle start: the app in one process: webhooks, dashboard, worker, timer. Without any setting it opens the set-up page.\n${RUNS_UNTIL_STOPPED}`,
    options: [],
    run: async () => (await import('./start.ts')).startCommand(['web', 'worker']),
  },
  web: {
    does: 'only webhooks; any number of them, on one DATABASE_URL or one data folder',
    help: `fettle web: only webhooks and dashboard. Needs what GitHub needs; no model key, no container engine.\n${RUNS_UNTIL_STOPPED}`,
    options: [],
    run: async () => (await import('./start.ts')).startCommand(['web']),
  },
  worker: {
    does: 'only runs and the timer; any number of them, likewise',
    help: `fettle worker: only runs and the timer. Needs all settings and a container engine; opens no port.\n${RUNS_UNTIL_STOPPED}`,
    options: [],
    run: async () => (await import('./start.ts')).startCommand(['worker']),
  },
  runs: {
    does: '[WORDS]: runs, newest first, by state, outcome, repository; --help tells more',
    options: [
      '--repo',
      '--state',
      '--outcome',
      '--reason',
      '--needs-person',
      '--since',
      '--limit',
      '--cursor',
      '--json',
    ],
    run: async (args) => (await import('./runs/list.ts')).runsCommand(args),
  },
  show: {
    does: 'RUN: where it is, what it cost, what waits for a person',
    options: ['--json'],
    run: async (args) => (await import('./runs/show.ts')).showCommand(args),
  },
  tail: {
    does: 'RUN: its timeline, live until it ends',
    options: ['--no-follow', '--json'],
    run: async (args) => (await import('./runs/tail.ts')).tailCommand(args),
  },
  retry: {
    does: 'RUN: goes on with its pull request, or begins its issue anew',
    options: [],
    run: async (args) => (await import('./runs/order.ts')).orderCommand('retry', args),
  },
  cancel: {
    does: 'RUN: ends it',
    options: [],
    run: async (args) => (await import('./runs/order.ts')).orderCommand('cancel', args),
  },
  hold: {
    does: 'RUN: stops it until it is released, as the label fettle:hold does',
    options: [],
    run: async (args) => (await import('./runs/order.ts')).orderCommand('hold', args),
  },
  release: {
    does: 'RUN: lets it go on after a hold',
    options: [],
    run: async (args) => (await import('./runs/order.ts')).orderCommand('release', args),
  },
  export: {
    does: 'what every run came to, as JSON Lines or CSV',
    options: ['--since', '--format'],
    run: async (args) => (await import('./runs/export.ts')).exportCommand(args),
  },
  campaign: {
    does: 'plan FILE: which repositories a campaign would change, and why; changes nothing',
    options: ['--json'],
    words: ['plan'],
    run: async (args) => (await import('./campaign.ts')).campaignCommand(args),
  },
  run: {
    does: '--repo PATH --prompt TEXT: one run on a local clone, without GitHub',
    help: `fettle run --repo PATH (--prompt TEXT | --prompt-file FILE) [--patch FILE]
  One run on a local clone: agent, checks, guards, judge. No GitHub, no database. It starts from the clone's HEAD, leaves a
  branch in it, or a patch in FILE, and does not touch the work tree. Needs a model key and a container engine.
Example:
  fettle run --repo ../shop --prompt "Dates before 1970 are shown as 'Invalid Date'"
Exit: 0 when a change passed the gate, 1 when there is none, 2 when the call or the settings are wrong.`,
    options: ['--repo', '--prompt', '--prompt-file', '--patch'],
    run: async (args) => (await import('./run.ts')).runCommand(args),
  },
  verify: {
    does: "[DIR]: what the repository's own checks say; --help tells more",
    options: ['--changed', '--base', '--sandbox', '--json', '--junit', '--sarif', '--stop-hook', '--max-blocks'],
    words: 'folder',
    run: async (args) => (await import('./verify.ts')).verifyCommand(args),
  },
  mcp: {
    does: '[DIR]: the same as an MCP server over stdio',
    help: `fettle mcp [DIR] [--base REF] [--sandbox]: an MCP server over stdio with one tool, verify
  --base REF  what red is compared with (default: the last commit)
  --sandbox   checks run in containers on a copy of the checkout, else on this machine with your own permissions
Example, for Claude Code:
  claude mcp add fettle -- npx fettle mcp
Exit: 0 when its stdin ends, 2 when the call is wrong.`,
    options: ['--base', '--sandbox'],
    words: 'folder',
    run: async (args) => (await import('./mcp.ts')).mcpCommand(args),
  },
  distil: {
    does: '--tool NAME --exit CODE: a raw log on stdin, what matters on stdout',
    help: `fettle distil [--tool NAME] [--exit CODE] [--ci] [--max-tokens N] < LOG: what is needed to fix the failure
  --tool NAME     what wrote the log, such as jest or maven (default: found out)
  --exit CODE     how the tool ended; 0 gives one line (default: 1)
  --ci            the log has the marks of a CI service
  --max-tokens N  length at most (default: 2000)
Example:
  npx jest 2>&1 | fettle distil --tool jest
Exit: 0, or 2 when the call is wrong.`,
    options: ['--tool', '--exit', '--ci', '--max-tokens'],
    run: async (args) => (await import('./distil.ts')).distilCommand(args, process.stdin, process.stdout),
  },
  guard: {
    does: '--prompt FILE: a diff on stdin, what the guards find as JSON; exit 0, 1 (blocked) or 2 (no diff)',
    options: ['--prompt', '--batch'],
    run: async (args) => (await import('./guard.ts')).guardCommand(args, process),
  },
  replay: {
    does: 'RUN: a stored run again without a model, and where it departs; --show prints what is stored of it',
    options: ['--attempt', '--json', '--show'],
    run: async (args) => (await import('./replay.ts')).replayCommand(args),
  },
  eval: {
    does: 'COMMAND: measures judge, guards, agents and distilling; --help lists the commands',
    options: [],
    words: [
      'list',
      'run',
      'replay',
      'validate-cases',
      'validate',
      'selftest',
      'online',
      'mine',
      'label',
      'report',
      'compare',
      'gate',
      'power',
      'tune',
      'import',
      'export',
    ],
    run: async (args) => (await import('./eval.ts')).evalCommand(args),
  },
  audit: {
    does: 'asks about verdicts of the judge, drawn at random, so that its errors are known; --help tells more',
    options: ['--sample', '--seed', '--since', '--by', '--export', '--import'],
    run: async (args) => (await import('./audit.ts')).auditCommand(args),
  },
  backup: {
    does: 'FILE: everything in the database, into a file; Fettle may run meanwhile',
    help: `fettle backup FILE: everything that Fettle knows, as it was at one moment, in one file that only its owner may read
Example:
  fettle backup fettle-$(date +%F).backup
Exit: 0, or 2 when the call or the settings are wrong, 1 for a fault.`,
    options: [],
    words: 'file',
    run: async (args) => (await import('./backup.ts')).backupCommand(args),
  },
  restore: {
    does: 'FILE: a backup into an empty database, embedded or your own',
    help: `fettle restore FILE: a backup into an empty database, whole or not at all
Example:
  DATABASE_URL=postgres://fettle@db.example/fettle fettle restore fettle.backup
Exit: 0, or 2 when the call, the file or the settings are wrong or the database is not empty, 1 for a fault.`,
    options: [],
    words: 'file',
    run: async (args) => (await import('./backup.ts')).restoreCommand(args),
  },
  doctor: {
    does: '[--fix]: what is missing on this machine, and how to get it',
    help: `fettle doctor [--fix]: looks at everything that Fettle needs, a line each: a tick, or the one thing to do
  --fix  also installs and starts what it can (as root on Debian: the container engine), and builds the sandbox image
Exit: 0 when all is there, 1 when something is missing.`,
    options: ['--fix'],
    run: async (args) => (await import('./doctor.ts')).doctorCommand(args),
  },
  demo: {
    does: 'from a label to a repaired pull request, on this machine',
    help: `fettle demo [--repo PATH --issue FILE]: from a label to a repaired pull request, with a GitHub double on this machine
  --repo PATH   a project of your own in place of the one that ships
  --issue FILE  what to ask for there: the first line is the title
Exit: 0 when every step was seen, 1 when not.`,
    options: ['--repo', '--issue'],
    run: async (args) => (await import('../../demo/main.ts')).demo(args),
  },
  completion: {
    does: 'bash | zsh | fish: a script that completes these commands',
    options: [],
    words: ['bash', 'zsh', 'fish'],
    run: async (args) => (await import('./completion.ts')).completionCommand(args),
  },
};

/** `fettle --help`. */
export function commandList(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;
  const lines = Object.entries(COMMANDS).map(([name, { does }]) => `  fettle ${name.padEnd(width)}${does}`);
  return [...lines, '', '`fettle COMMAND --help` tells more, with examples.'].join('\n');
}
