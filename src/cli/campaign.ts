import { UserError } from '../errors.ts';

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  plan: async (args) => (await import('./campaign/plan.ts')).planCommand(args),
};

const HELP = `fettle campaign plan FILE [--json]: which repositories a campaign would change, and why; changes nothing
  FILE    a campaign.yml
  --json  every repository with its reason, as JSON
Exit: 0 when there is a target, 1 when there is none, 2 when the call, the file or the settings are wrong.`;

/** `fettle campaign`. */
export async function campaignCommand(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    console.log(HELP);
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UserError(HELP);
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  return command(rest);
}
