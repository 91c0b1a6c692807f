/** Options whose value is loaded before anything runs, or says what runs: it decides, whatever it is called. */
const LOADS =
  /^(?:--import|--require|-r|--loader|--experimental-loader|--env-file(?:-if-exists)?|--config|-c|--rcfile|--rc-file|--setup\w*|--global-?setup|--test-global-setup|--test-reporter|--reporter|--tsconfig|--project|-p|--makefile|--file|-f|--preload)$/i;
/** Programs that run the file named next. */
const RUNNERS =
  /^(?:node(?:js)?|sh|bash|dash|zsh|python[\d.]*|ruby|perl|deno|bun|tsx|ts-node|env|cross-env|time|exec|source|\.|npx|nyc|c8|run)$/;
/** Options of those runners whose value is no file to run. */
const TAKES_VALUE = /^(?:--conditions|-C|--test-name-pattern|--test-concurrency|--test-timeout|-O|-W|-m|-e|--eval)$/;

/** Everything in a command's text that may be a path; also the strings of a script. */
export const wordsOf = (text: string): string[] => text.split(/[\s"'`&|;()=<>,{}[\]]+/).filter(Boolean);

/** The values of options that load a file: `--import ./first.js`, `--env-file=.env`. */
export function loadedWords(text: string): string[] {
  return simpleCommands(text).flatMap((words) =>
    words.flatMap((word, at) => {
      const [option = '', value] = word.split('=', 2);
      if (!LOADS.test(option)) return [];
      return value ?? words[at + 1] ?? [];
    }),
  );
}

/** What stands where a program stands: `./check`, `node run-tests.js`, `A=1 bash -e x`. */
export function programWords(text: string): string[] {
  return simpleCommands(text).flatMap((words) => {
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at] ?? '';
      if (/^\w+=/.test(word) || RUNNERS.test(word)) continue;
      if (!word.startsWith('-')) return [word];
      // `--test` makes the rest a list of tests.
      if (word === '--test') return [];
      if (!word.includes('=') && (LOADS.test(word) || TAKES_VALUE.test(word))) at += 1;
    }
    return [];
  });
}

/** Cut where a shell begins a new command. Quotes are dropped: a quoted path is a path. */
function simpleCommands(text: string): string[][] {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split(/[\n;|&(){}`]+/)
    .map((command) => command.split(/[\s"'<>@]+/).filter(Boolean))
    .filter((words) => words.length > 0);
}
