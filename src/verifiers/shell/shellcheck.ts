import { posix } from 'node:path';
import type { RepoFiles } from '../types.ts';
import { isOurs } from './scripts.ts';

/** Files in which a repository says that it wants ShellCheck, and how. */
const SAYS =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|\.circleci\/config\.yml|azure-pipelines\.yml|\.pre-commit-config\.yaml|package\.json|Dangerfile|tox\.ini|noxfile\.py)$|(?:^|\/)(?:(?:GNU)?[Mm]akefile|[Jj]ustfile|[Tt]askfile\.ya?ml)$|\.(?:sh|bash|mk)$/;
const SEVERITIES = ['style', 'info', 'warning', 'error'];
/** Lines after the name of the tool that may hold its settings: `with:`, `args:`, `env:` of a workflow or a hook. */
const NEAR = 12;

/**
 * The options with which the repository has ShellCheck run, null where nothing shows that it wants it. Of several places
 * the mildest severity and all exclusions count: nobody is to be held to more than their own CI does.
 */
export async function shellcheckOptions(files: RepoFiles): Promise<string[] | null> {
  const texts: string[] = [];
  let wanted = false;
  for (const path of await files.list()) {
    if (posix.basename(path) === '.shellcheckrc' && isOurs(path)) wanted = true;
    if (!SAYS.test(path) || !isOurs(path)) continue;
    const text = await files.read(path);
    if (text !== null) texts.push(...places(text));
  }
  return texts.length === 0 && !wanted ? null : options(texts.join('\n'));
}

/** The lines that name the tool, but for comments and directives in scripts, each with what follows it. */
function places(text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) =>
    /shellcheck/i.test(line) && !/^\s*#/.test(line) && !/#\s*shellcheck\s+\w+=/.test(line)
      ? [lines.slice(at, at + NEAR).join('\n')]
      : [],
  );
}

function options(text: string): string[] {
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  const severities = found(/(?:--severity[= ]|-S ?|\bseverity:\s*)["']?(style|info|warning|error)\b/g);
  const mildest = Math.max(-1, ...severities.map((name) => SEVERITIES.indexOf(name)));
  const codes = found(/(?:--exclude[= ]|(?<![\w-])-e ?|\bexclude:\s*)["']?((?:SC)?\d{4}(?:,(?:SC)?\d{4})*)/g);
  const excluded = [...new Set(codes.flatMap((list) => list.split(',')).map((code) => code.replace(/^(?!SC)/, 'SC')))];
  return [
    ...(mildest < 0 ? [] : [`--severity=${SEVERITIES[mildest]}`]),
    ...(excluded.length === 0 ? [] : [`--exclude=${excluded.sort().join(',')}`]),
    ...(/(?:--external-sources|shellcheck\b[^\n]* -\w*x\b|["'\s]-x["'\s])/.test(text) ? ['--external-sources'] : []),
  ];
}
