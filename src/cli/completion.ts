import { UserError } from '../errors.ts';
import { COMMANDS, type Command } from './commands.ts';

const HELP = `fettle completion bash|zsh|fish: a script that completes commands, options and files
Examples:
  eval "$(fettle completion bash)"       in ~/.bashrc
  eval "$(fettle completion zsh)"        in ~/.zshrc, after compinit
  fettle completion fish > ~/.config/fish/completions/fettle.fish
Exit: 0, or 2 for a shell that is not known.`;

/** `fettle completion`. */
export async function completionCommand(args: string[]): Promise<number> {
  const [shell, ...rest] = args;
  if (shell === '--help' || shell === '-h') {
    console.log(HELP);
    return 0;
  }
  const script = rest.length === 0 && shell !== undefined && Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) throw new UserError(HELP);
  console.log(script());
  return 0;
}

const SCRIPTS: Readonly<Record<string, () => string>> = { bash, zsh, fish };

const entries = (): [name: string, command: Command][] => Object.entries(COMMANDS);
const optionsOf = ({ options }: Command): string => [...options, '--help'].join(' ');
/** What the list says after a command's arguments. */
const about = ({ does }: Command): string => does.replace(/^[^:]*: /, '').replaceAll(/['`:[\]]/g, '');

function wordsOf({ words }: Command): { fixed: string; files: 'folder' | 'file' | null } {
  if (words === undefined) return { fixed: '', files: null };
  return typeof words === 'string' ? { fixed: '', files: words } : { fixed: words.join(' '), files: null };
}

/** A word after an option may be a file: where nothing else fits, bash and zsh fall back to files. */
function bash(): string {
  const cases = entries().map(([name, command]) => {
    const { fixed, files } = wordsOf(command);
    const more = files === 'folder' ? ' $(compgen -d -- "$word")' : files === 'file' ? ' $(compgen -f -- "$word")' : '';
    return `    ${name}) COMPREPLY=($(compgen -W "${`${fixed} ${optionsOf(command)}`.trim()}" -- "$word")${more}) ;;`;
  });
  return `_fettle() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${entries()
      .map(([name]) => name)
      .join(' ')} --help" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
}
complete -o default -F _fettle fettle`;
}

function zsh(): string {
  const names = entries().map(([name, command]) => `    '${name}:${about(command)}'`);
  const cases = entries().map(([name, command]) => {
    const { fixed, files } = wordsOf(command);
    const own = fixed === '' ? '' : `compadd -- ${fixed}; `;
    const paths = files === null ? '_files' : files === 'folder' ? '_files -/' : '_files';
    return `    ${name}) ${own}if [[ $PREFIX == -* ]]; then compadd -- ${optionsOf(command)}; else ${paths}; fi ;;`;
  });
  return `#compdef fettle
_fettle() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${names.join('\n')}
    )
    _describe command commands
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
}
compdef _fettle fettle`;
}

function fish(): string {
  const first = entries().map(
    ([name, command]) => `complete -c fettle -f -n __fish_use_subcommand -a ${name} -d '${about(command)}'`,
  );
  const later = entries().flatMap(([name, command]) => {
    const { fixed, files } = wordsOf(command);
    const when = `-n '__fish_seen_subcommand_from ${name}'`;
    const own = fixed === '' ? [] : [`complete -c fettle -f ${when} -a '${fixed}'`];
    const paths = files === 'folder' ? [`complete -c fettle -f ${when} -a '(__fish_complete_directories)'`] : [];
    return [
      ...own,
      ...paths,
      ...[...command.options, '--help'].map((option) => `complete -c fettle ${when} -l ${option.slice(2)}`),
    ];
  });
  return [...first, ...later].join('\n');
}
