import { firstLine } from '../../text/clip.ts';
import { sentences } from '../asks-for.ts';
import { COMMON_WORDS, GENERIC_PARTS, IMPLIED } from './words.ts';

const saying = (sentence: string): string => `the task says: ${firstLine(sentence, 160)}`;

/** What forbids the name that follows it. */
const FORBIDDEN =
  /\b(?:do not|don'?t|never|without|avoid\w*|instead of|rather than|no longer|not|no)\b(?:\s+\S+){0,4}\s*["'`(]?$/i;
/** What is about to go away. */
const GONE =
  /\b(?:remove|drop|delete|uninstall|get rid of|replace|(?:away|migrat\w+|switch\w*|mov\w+|upgrad\w+|port\w*|convert\w*)(?:\s+\S+){0,2}\s+from|(?:move|get)\s+off)\b(?:\s+(?!with\b|by\b|to\b|use\b|add\b|in\b|for\b)\S+){0,3}\s*["'`(]?$/i;
const AFTER = /^["'`)]?\s+(?:is|are|must|should|may|can)(?: not\b|n't\b)/i;

/** A sentence that tells how things are, not what somebody wants. It names packages too. */
const REPORTS =
  /^(?:the|it|this|that|these|when|whenever|since|if|our|there|a|an|after|currently|because|while|today|as)\b/i;
const WISHES = /\b(?:should|must|need|needs|want|wants|please|let's|could you|can you|use|add)\b/i;
const isWish = (sentence: string): boolean => !REPORTS.test(sentence) || WISHES.test(sentence);

/**
 * Whether the task asks for a package by its name, or by that of the project that it belongs to. A name that is a common
 * word counts where it cannot be one: in quotes, right after "use" or "add", before "library" or a version.
 */
export function asksForPackage(task: string, name: string): string | null {
  const forms = formsOf(name);
  const projects = projectsOf(name);
  const implied = IMPLIED.filter(([, names]) => names.test(name.toLowerCase())).map(([words]) => words);
  for (const sentence of sentences(task)) {
    if (!isWish(sentence)) continue;
    if (forms.some((form) => isNamed(sentence, form, COMMON_WORDS.has(form) || GENERIC_PARTS.has(form))))
      return saying(sentence);
    if (projects.some((word) => isNamed(sentence, word, true)) || isSqueezed(sentence, name)) return saying(sentence);
    if (implied.some((words) => words.test(sentence)) && !/\b(?:do not|don'?t|never|no new)\b/i.test(sentence))
      return saying(sentence);
  }
  return null;
}

function isNamed(sentence: string, form: string, isWord: boolean, ending = '(?:\\.?js|(?<!s)s)?'): boolean {
  // Cheaper than a pattern, and mostly the end of it.
  if (!sentence.toLowerCase().includes(form.toLowerCase())) return false;
  const escaped = form.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  for (const match of sentence.matchAll(new RegExp(`(?<![\\w@./-])@?${escaped}${ending}(?![\\w/-]|\\.\\w)`, 'gi'))) {
    const before = sentence.slice(0, match.index);
    const after = sentence.slice(match.index + match[0].length);
    if (FORBIDDEN.test(before) || GONE.test(before) || AFTER.test(after)) continue;
    if (!isWord || isProper(before, match[0], after)) return true;
  }
  return false;
}

/** The same for a name that imitates another one: it has to stand there letter by letter. */
export const asksForExactly = (task: string, name: string): string | null =>
  found(task, { test: (sentence) => isWish(sentence) && isNamed(sentence, name, false, '') });

/** A long name, whatever its words are parted by: `test containers`. */
function isSqueezed(sentence: string, name: string): boolean {
  const squeeze = (text: string) => text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  const short = squeeze(name.split(/[/:]/).at(-1) ?? name);
  return (
    short.length >= 9 &&
    squeeze(sentence).includes(short) &&
    !/\b(?:do not|don'?t|never|without|avoid|instead|remove|drop|no)\b/i.test(sentence)
  );
}

/** Whether a word stands as a name there. */
function isProper(before: string, word: string, after: string): boolean {
  if (/["'`(]$/.test(before) || /^["'`]/.test(after)) return true;
  // A capital at the start of a sentence says nothing.
  if (/^[A-Z]/.test(word) && before.trim() !== '' && !/[-*]\s*$|:\s*$/.test(before)) return true;
  if (
    /^\s+(?:library|package|module|crate|gem|sdk|client|plugin|framework|dependency|v?\d+(?:\.\d+)*|for\b)/i.test(
      after,
    ) &&
    /\b(?:use|using|add|install|adopt|the|with|via|to|upgrade|bump|update)\s+$/i.test(before)
  )
    return true;
  return /\b(?:use|using|via|install|adopt|depend on|switch to|migrate to|move to|with|by|add|apply|set up)\s+$/i.test(
    before,
  );
}

/** How people write a package's name: with its scope or without, words parted in any way, `.js` and the like left out. */
function formsOf(name: string): string[] {
  const plain = name.replace(/^plugin:/, '').toLowerCase();
  const own = /^(?:https?:\/\/)?[\w.-]+\.[a-z]{2,}\//.test(plain)
    ? plain
        .replace(/\/v\d+$/, '')
        .replace(/\.v\d+$/, '')
        .split('/')
        .slice(-2)
        .join('/')
    : plain;
  const short = own.split(/[/:]/).at(-1) ?? own;
  const forms = new Set([plain, own, short, short.replace(/(?<=[a-z]{4})\d+$/, '')]);
  for (const form of [own.replace(/^@/, ''), short]) {
    const words = form.split(/[-_./: ]+/).filter((word) => word !== '');
    for (const joint of [' ', '-', '_', '.', '']) forms.add(words.join(joint));
    const less = words.filter(
      (word, at) =>
        !(at === words.length - 1 && /^(?:js|py|rs|go|rb|php|net|node|binary|java|kt)$/.test(word)) &&
        !(at === 0 && /^(?:go|node|python|py|php|ruby|lib)$/.test(word)),
    );
    const project = words.filter((word) => !/^(?:boot|starter|core|api|client|sdk|all|bom)$/.test(word));
    if (project.length > 1) forms.add(project.join(' '));
    if (less.length > 0 && less.length < words.length) for (const joint of [' ', '-', '']) forms.add(less.join(joint));
  }
  return [...forms].filter((form) => form.length >= 2 && (form === plain || !GENERIC_PARTS.has(form)));
}

/** The words of a name that can only be a project's: `prisma` of `@prisma/client`, `sentry` of `sentry-sdk`. */
function projectsOf(name: string): string[] {
  return name
    .toLowerCase()
    .replace(/^plugin:/, '')
    .split(/[-_./:@]+/)
    .filter(
      (word) => word.length >= 3 && !GENERIC_PARTS.has(word) && !/^(?:v?\d+|github|com|org|net|io|dev)$/.test(word),
    );
}

const ALL =
  /\b(?:update|upgrade|bump|refresh|renew|audit|fix)\b.{0,60}\b(?:dependenc(?:y|ies)|deps|packages|lock ?files?|crates|gems|outdated|vulnerab\w+)\b|\b(?:npm|pnpm|yarn) (?:audit fix|update|upgrade|dedupe)\b|\b(?:bundle|cargo|composer|poetry) update\b|\bregenerate\b.{0,40}\block/i;

/** The task asks to move versions in general. */
export const asksForUpdates = (task: string): string | null => found(task, ALL);

const LIBRARY =
  /\b(?:use|add|pick|choose|install|find|introduce|bring in|with)\b.{0,60}\b(?:an?|any|some|suitable|well-known|popular|existing|maintained|third[- ]party|the right|whatever)\s+(?:[\w-]+\s+){0,4}(?:library|package|dependency|crate|gem|module|sdk|plugin)\b/i;
/** The task leaves it to whoever makes the change which package it is. */
export const asksForSomeLibrary = (task: string): string | null =>
  found(task, LIBRARY, /\b(?:do not|don'?t|never|without|no (?:new|third|extra|additional))\b/i);

const PROJECT =
  /\b(?:add|create|scaffold|bootstrap|set up|setup|generate|initiali[sz]e|start|introduce|new|extract|split)\b.{0,80}\b(?:package|app|application|project|service|module|workspace|crate|example|library|cli|microservice|lambda|function|site|website|backend|frontend|server|sdk|client|plugin|extension|bot|starter|template|benchmark|monorepo|demo)s?\b/i;
/** The task asks for a new project, whose manifest is new as a whole. */
export const asksForProject = (task: string): string | null => found(task, PROJECT);

const DOWN =
  /\b(?:downgrade|roll ?back|revert|pin|go back|lower|hold|stay on|older|previous|back to|limit|cap|constrain|support|compatib\w+|widen|relax|loosen|unpin|latest)\b/i;
/** The task asks for an older version, or for one that it names. */
export function asksForVersion(task: string, name: string, spec: string): string | null {
  const version = /\d+(?:\.\d+)*/.exec(spec)?.[0];
  const stem = version?.split('.').slice(0, 2).join('.') ?? '';
  // A title such as `Revert "chore: upgrade x"` falls apart into sentences.
  const asked = [...sentences(task), task.split('\n', 1)[0] ?? ''].find((sentence) => {
    const isIt = [...formsOf(name), ...projectsOf(name)].some((form) => sentence.toLowerCase().includes(form));
    return isIt && (DOWN.test(sentence) || (stem !== '' && sentence.includes(stem)));
  });
  return asked === undefined ? null : saying(asked);
}

const SOURCE =
  /\b(?:fork|git|branch|commit|tarball|github|gitlab|repository|local|path|url|vendor\w*|monorepo|workspace|link|registry|mirror|main|master|unreleased|patched|submodule)\b/i;
/** The task asks for the package from somewhere else than the registry. */
export const asksForSource = (task: string, name: string): string | null =>
  found(task, {
    test: (sentence) =>
      SOURCE.test(sentence) &&
      [...formsOf(name), ...projectsOf(name)].some((form) => sentence.toLowerCase().includes(form)),
  });

const REGISTRY =
  /\b(?:registr(?:y|ies)|mirrors?|index|indexes|proxy|artifactory|nexus|feeds?|package source|sources?|repositor(?:y|ies)|maven central|google\(\)|jcenter|npmrc|pip\.conf|verdaccio|private packages?|cloudsmith|codeartifact|github packages|jitpack|snapshots?|ssl|tls|scripts)\b/i;
const CHANGES =
  /\b(?:add|use|switch|move|change|configure|point|set|migrate|replace|remove|install|publish|pull|resolve|fetch|update|allow|enable|disable|turn)\b/i;
export const asksForRegistry = (task: string): string | null =>
  found(
    task,
    { test: (sentence) => REGISTRY.test(sentence) && CHANGES.test(sentence) },
    /\b(?:do not|don'?t|never)\b/i,
  );

/** The task asks for a script at installation: by its name, or by a program that it runs. */
export function asksForScript(task: string, name: string, command: string): string | null {
  const programs = command
    .toLowerCase()
    .split(/[^a-z\d@/.-]+/)
    .map((word) => word.replace(/^.*\//, '').replace(/\.[cm]?[jt]s$/, ''))
    .filter(
      (word) =>
        word.length >= 4 && !/^(?:node|exit|true|echo|install|build|npm|pnpm|yarn|bash|curl|wget|https?)$/.test(word),
    );
  return found(
    task,
    {
      test: (sentence) =>
        new RegExp(`\\b${name}\\b[ -]?(?:script|hook|step)|[\`"']${name}[\`"']`, 'i').test(sentence) ||
        (name.length > 7 && new RegExp(`\\b${name}\\b`, 'i').test(sentence)) ||
        programs.some((word) => sentence.toLowerCase().includes(word)) ||
        /\b(?:git hooks?|husky|install scripts?|on install|after install)\b/i.test(sentence),
    },
    /\b(?:do not|don'?t|never)\b/i,
  );
}

function found(task: string, wanted: { test: (sentence: string) => boolean }, unless?: RegExp): string | null {
  const sentence = sentences(task).find((it) => wanted.test(it) && unless?.test(it) !== true);
  return sentence === undefined ? null : saying(sentence);
}
