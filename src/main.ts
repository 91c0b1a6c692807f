import { existsSync } from 'node:fs';
import { COMMANDS, commandList } from './cli/commands.ts';
import { failure } from './cli/terminal.ts';
import { loadCredentials } from './settings/credentials.ts';

const [name, ...args] = process.argv.slice(2);
/** They start in a person's own checkout, whose .env is for the program there and must not reach its checks through us. */
const ELSEWHERE = ['verify', 'mcp', 'distil', 'guard'];

const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  const wrong = name !== undefined && name !== 'help' && name !== '--help' && name !== '-h';
  if (wrong) console.error(`fettle: there is no command "${name}".`);
  console[wrong ? 'error' : 'log'](commandList());
  process.exitCode = wrong ? 2 : 0;
} else if (command.help !== undefined && (args.includes('--help') || args.includes('-h'))) {
  console.log(command.help);
} else {
  try {
    // What the environment says wins over the file, and both over what the set-up page has stored.
    if (!ELSEWHERE.includes(name ?? '')) {
      if (existsSync('.env')) process.loadEnvFile('.env');
      // The demo is played by a script unless its person asks for the model.
      if (name !== 'demo') loadCredentials();
    }
    process.exitCode = await command.run(args);
  } catch (error) {
    process.exitCode = failure(error);
  }
}
