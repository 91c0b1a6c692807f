import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { COMMANDS, commandList } from '../../src/cli/commands.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** What `fettle NAME --help` prints. */
async function helpOf(name: string): Promise<string> {
  const command = COMMANDS[name];
  if (command?.help !== undefined) return command.help;
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const out = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  expect(await command?.run(['--help'])).toBe(0);
  const printed = [...log.mock.calls, ...out.mock.calls].map(([text]) => String(text));
  jest.restoreAllMocks();
  return printed.join('\n');
}

describe('every command', () => {
  test.each(Object.keys(COMMANDS))('%s tells its use, its options and its exit codes', async (name) => {
    const help = await helpOf(name);
    expect(help).toContain(`fettle ${name}`);
    const named = new Set(help.match(/(?<=[\s[(|])--[a-z][a-z-]+/g) ?? []);
    named.delete('--help');
    // Examples may show options of other programs, or of other commands.
    const offered = new Set(COMMANDS[name]?.options);
    expect([...offered].filter((option) => !named.has(option))).toEqual([]);
    if (name === 'eval') return;
    expect(help).toMatch(/exit/i);
    const own = help.split(/\n(?:Examples?\b|`fettle)/, 1)[0] ?? '';
    const unknown = [...named].filter((option) => own.includes(option) && !offered.has(option));
    expect(unknown).toEqual([]);
  });

  test('eval completes the commands that it has', async () => {
    const listed = (await helpOf('eval')).matchAll(/^ {2}fettle eval (\S+)/gm);
    expect([...listed].map((match) => match[1])).toEqual(COMMANDS.eval?.words);
  });

  test('is in the list, on one line', () => {
    const lines = commandList().split('\n');
    for (const name of Object.keys(COMMANDS))
      expect(lines.filter((it) => it.startsWith(`  fettle ${name} `))).toHaveLength(1);
  });
});
