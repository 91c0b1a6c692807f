import { UserError } from '../errors.ts';

type Command = { does: string; run: (args: string[]) => Promise<number> };

/** Each loads only what it needs. A command is a file of its own in cli/eval/ and one entry here. */
const COMMANDS: Record<string, Command> = {
  list: {
    does: '[SUITE]: the suites, and the items that ship',
    run: async (args) => (await import('./eval/list.ts')).listCommand(args),
  },
  run: {
    does: 'SUITE: tries every item; resumable, within a budget, recorded',
    run: async (args) => (await import('./eval/run.ts')).runCommand(args),
  },
  replay: {
    does: 'DIR: a run again with the recorded answers: no key, no network, the same report',
    run: async (args) => (await import('./eval/replay.ts')).replayCommand(args),
  },
  'validate-cases': {
    does: 'judge|distil FILES...: whether cases can be used',
    run: async (args) => (await import('./eval/validate-cases.ts')).validateCasesCommand(args),
  },
  validate: {
    does: 'TASKS...: which tasks measure what they say; the others are quarantined with the reason',
    run: async (args) => (await import('./eval/validate.ts')).validateCommand(args),
  },
  selftest: {
    does: 'scripted agents with known outcomes, classified: whether the figures can be trusted',
    run: async (args) => (await import('./eval/selftest.ts')).selftestCommand(args),
  },
  online: {
    does: 'the same rates from production: outcomes, arms of an experiment, errors of the judge',
    run: async (args) => (await import('./eval/online.ts')).onlineCommand(args),
  },
  mine: {
    does: 'cases for the judge from stored runs: vetoes, overrules, audits, or one run',
    run: async (args) => (await import('./eval/mine.ts')).mineCommand(args),
  },
  label: {
    does: 'FILE...: asks people for the labels of cases, and says how far they agree',
    run: async (args) => (await import('./eval/label.ts')).labelCommand(args),
  },
  report: {
    does: 'DIR: a run in figures, with intervals and plots',
    run: async (args) => (await import('./eval/report.ts')).reportCommand(args),
  },
  compare: {
    does: 'DIR_A DIR_B...: arms on the same items: better, worse, no difference shown, or too few cases',
    run: async (args) => (await import('./eval/compare.ts')).compareCommand(args),
  },
  gate: {
    does: 'DIR --baseline DIR --max-loss 3pp: exit code for CI, 0 only where the loss is shown to be small',
    run: async (args) => (await import('./eval/gate.ts')).gateCommand(args),
  },
  power: {
    does: 'how many items a comparison takes, and what a number of them could show',
    run: async (args) => (await import('./eval/power.ts')).powerCommand(args),
  },
  tune: {
    does: 'judge --train FILES --heldout FILES --out FILE: a better prompt, accepted only when it wins on held-out cases',
    run: async (args) => (await import('./eval/tune.ts')).tuneCommand(args),
  },
  import: {
    does: 'swe-bench|multi-swe-bench|harbor|mini-swe FILE --out DIR: tasks and transcripts of other tools',
    run: async (args) => (await import('./eval/import.ts')).importCommand(args),
  },
  export: {
    does: 'inspect|atif|swe-bench|promptfoo DIR: a run in the format of another tool',
    run: async (args) => (await import('./eval/export.ts')).exportCommand(args),
  },
};

/** `fettle eval <command>`. Exit code 2 for a call that is wrong; what else a code means, each command's --help says. */
export async function evalCommand([name, ...args]: string[]): Promise<number> {
  const command = name === undefined ? undefined : COMMANDS[name];
  if (command !== undefined) return await command.run(args);
  if (name !== undefined && name !== 'help' && name !== '--help' && name !== '-h')
    throw new UserError(`There is no command "eval ${name}". \`fettle eval --help\` lists them.`);
  const lines = Object.entries(COMMANDS).map(([key, { does }]) => `  fettle eval ${key.padEnd(16)}${does}`);
  console.log(lines.join('\n'));
  return name === undefined ? 2 : 0;
}
