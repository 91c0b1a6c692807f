import { existsSync } from 'node:fs';
import { failure } from './cli/terminal.ts';
import { loadCredentials } from './settings/credentials.ts';

/** Each command loads only what it needs, so that `fettle distil` starts in milliseconds. */
const COMMANDS: Record<string, { does: string; run: (args: string[]) => Promise<number> }> = {
  start: {
    does: 'the app: webhooks, worker, timer',
    run: async () => (await import('./cli/start.ts')).startCommand(['web', 'worker']),
  },
  web: {
    does: 'only webhooks; any number of them, on one DATABASE_URL or one data folder',
    run: async () => (await import('./cli/start.ts')).startCommand(['web']),
  },
  worker: {
    does: 'only runs and the timer; any number of them, likewise',
    run: async () => (await import('./cli/start.ts')).startCommand(['worker']),
  },
  run: {
    does: '--repo PATH --prompt TEXT: one run on a local clone, without GitHub',
    run: async (args) => (await import('./cli/run.ts')).runCommand(args),
  },
  verify: {
    does: "[DIR]: what the repository's own checks say; --help tells more",
    run: async (args) => (await import('./cli/verify.ts')).verifyCommand(args),
  },
  mcp: {
    does: '[DIR]: the same as an MCP server over stdio',
    run: async (args) => (await import('./cli/mcp.ts')).mcpCommand(args),
  },
  distil: {
    does: '--tool NAME --exit CODE: a raw log on stdin, what matters on stdout',
    run: async (args) => (await import('./cli/distil.ts')).distilCommand(args, process.stdin, process.stdout),
  },
  guard: {
    does: '--prompt FILE: a diff on stdin, what the guards find as JSON; exit 0, 1 (blocked) or 2 (no diff)',
    run: async (args) => (await import('./cli/guard.ts')).guardCommand(args, process),
  },
  replay: {
    does: 'RUN: a stored run again without a model, and where it departs; --show prints what is stored of it',
    run: async (args) => (await import('./cli/replay.ts')).replayCommand(args),
  },
  eval: {
    does: 'COMMAND: measures judge, guards, agents and distilling; --help lists the commands',
    run: async (args) => (await import('./cli/eval.ts')).evalCommand(args),
  },
  audit: {
    does: 'asks about verdicts of the judge, drawn at random, so that its errors are known; --help tells more',
    run: async (args) => (await import('./cli/audit.ts')).auditCommand(args),
  },
  backup: {
    does: 'FILE: everything in the database, into a file; Fettle may run meanwhile',
    run: async (args) => (await import('./cli/backup.ts')).backupCommand(args),
  },
  restore: {
    does: 'FILE: a backup into an empty database, embedded or your own',
    run: async (args) => (await import('./cli/backup.ts')).restoreCommand(args),
  },
  doctor: {
    does: '[--fix]: what is missing on this machine, and how to get it',
    run: async (args) => (await import('./cli/doctor.ts')).doctorCommand(args),
  },
  demo: {
    does: 'from a label to a repaired pull request, on this machine',
    run: async (args) => (await import('../demo/main.ts')).demo(args),
  },
};

const [name, ...args] = process.argv.slice(2);
/** They start in a person's own checkout, whose .env is for the program there and must not reach its checks through us. */
const ELSEWHERE = ['verify', 'mcp', 'distil', 'guard'];

const command = name === undefined ? undefined : COMMANDS[name];
if (command === undefined) {
  const wrong = name !== undefined && name !== 'help' && name !== '--help' && name !== '-h';
  if (wrong) console.error(`fettle: there is no command "${name}".`);
  console[wrong ? 'error' : 'log'](
    Object.entries(COMMANDS)
      .map(([key, { does }]) => `  fettle ${key.padEnd(8)}${does}`)
      .join('\n'),
  );
  process.exitCode = wrong ? 2 : 0;
} else {
  try {
    // What the environment says wins over the file, and both over what the set-up page has stored.
    if (!ELSEWHERE.includes(name ?? '')) {
      if (existsSync('.env')) process.loadEnvFile('.env');
      loadCredentials();
    }
    process.exitCode = await command.run(args);
  } catch (error) {
    process.exitCode = failure(error);
  }
}
