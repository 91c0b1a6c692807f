import { firstLine } from '../text/clip.ts';
import { asksFor, sentences } from './asks-for.ts';

/** Where a repository says what its CI does, whichever CI that is. */
export const CI_FILE =
  /^(?:\.github\/(?:workflows|actions)\/|\.github\/(?:workflows|actions)$|\.gitlab-ci\.ya?ml$|\.gitlab\/ci\/|\.circleci(?:\/|$)|\.buildkite(?:\/|$)|\.travis\.ya?ml$|\.?azure-pipelines[^/]*(?:\.ya?ml$|\/)|\.azure(?:-pipelines|-devops)?\/|\.vsts-ci\.ya?ml$|(?:.*\/)?jenkinsfile[^/]*$|\.jenkins\/|ci\/jenkins|(?:.*\/)?\.?drone\.(?:ya?ml|jsonnet|star)$|\.woodpecker(?:\.ya?ml$|\/|$)|bitbucket-pipelines\.ya?ml$|appveyor\.ya?ml$|\.appveyor\.ya?ml$|\.cirrus\.(?:ya?ml|star)$|\.semaphore\/|codefresh\.ya?ml$|\.teamcity\/|cloudbuild\.ya?ml$|\.tekton\/|buildspec\.ya?ml$|wercker\.ya?ml$|\.sourcehut\/|\.builds?(?:\/|\.ya?ml$)|\.forgejo\/workflows\/|\.gitea\/workflows\/)/i;

const CI_WORDS =
  /\b(?:ci(?:\/cd)?|github actions?|gha|workflows?|pipelines?|build matrix|test matrix|gitlab[- ]ci|circle ?ci|travis(?: ci)?|azure (?:devops|pipelines?)|jenkins(?:file)?|drone(?: ci)?|woodpecker|buildkite|bitbucket pipelines?|(?:action|actions)\/[\w-]+|matrix|support for (?:node(?:\.js)?|python|ruby|php|java|go|rust|windows|macos|linux))\b/i;

/** What a person who wants a change of the CI says first. Not "fix" or "make": those want green, not another CI. */
const CI_VERBS =
  /^(?:[-*+]\s+|\d+[.)]\s+)?(?:\[[ x]\]\s*)?(?:(?:please|also|then|and|we (?:should|need to|want to|must)|let's|can you|could you|i(?:'d| would) like (?:you )?to|it should)\s+)*(?:[\w-]+\(?[\w-]*\)?:\s*)?(?:add|allow|also|automate|begin|build|bump|cache|change|cancel|configure|convert|create|cut|delete|deploy|disable|drop|edit|enable|extend|extract|format|gate|generate|install|introduce|limit|lint|merge|migrate|modify|move|name|parallelize|parallelise|pass|pin|port|publish|reduce|remove|rename|replace|restrict|retire|reuse|rework|rewrite|run|schedule|set|setup|set up|shard|skip|speed up|split|start|stop|switch|test|trigger|turn|update|upgrade|upload|use|wire|write|align|reformat|raise|go|swap|simplify|speed|stop|drop|lose|ditch|kill|take|bring|get|try|assign|clean up|correct|declare|define|describe|document|exclude|expand|fill|give|group|ignore|improve|include|list|mark|normali[sz]e|order|put|refresh|regenerate|request|require|shorten|simplify|sort|specify|store|support|tidy|track|treat|(?:make|let)(?!.{0,80}\b(?:pass(?:es)?|green|work|succeed|happy|compile)\b))\b/i;

/** Says that CI fails or should pass: then the code is to change. */
const HEALTH = /\b(?:fail\w*|broken?|breaks|red|green|pass(?:es|ing)?|succeed\w*|errors?|complain\w*|flaky)\b/i;

/** "CI should also run on ARM", "the pipeline takes long, please cache the downloads". */
const WANTED =
  /\b(?:ci|workflows?|pipelines?|matrix|actions?|jenkins|travis|circleci|jobs?)\s+(?:should|must|needs? to|has to|ought to)\s+(?:also\s+|only\s+|just\s+|no longer\s+)?\w+|[,;]\s*(?:please|let['’]s|so|and)\s+(?:add|cache|run|use|split|drop|remove|move|pin|bump|upgrade|shard|skip|stop|cancel|switch|parallelize|parallelise|limit|take)\b/i;

/** Stands for what the sentence before speaks of. */
const BACK =
  /\b(?:instead|there|it|this|that|them|these|those|each|both|(?:the|that|those) (?:jobs?|steps?|workflows?|matrix|stages?|runners?))\b/i;

const FORBIDS = /\b(?:do not|don'?t|must not|should not|never|without (?:changing|touching|editing)|no changes?)\b/i;

/**
 * Whether the task asks for a change of a CI file: by the file's name as for every other file, or by a sentence that
 * begins with what is to be done and speaks of the CI ("Add Node 24 to the CI matrix"). Null when it does not.
 */
export const asksForCi = (task: string, path: string): string | null => asksForPlace(task, path, CI_WORDS);

/** The same for any file and what people call it. */
export function asksForPlace(task: string, path: string, words: RegExp): string | null {
  const byName = asksFor(task, { path, verbs: 'change' });
  if (byName !== null) return byName;
  const all = sentences(task).map((it) => it.slice(0, 1000));
  const found = all.find((it, n) => {
    if (FORBIDS.test(it)) return false;
    if (CI_VERBS.test(it) && words.test(it)) return true;
    // "The workflow runs three steps. Use the verify script instead." But "CI is red. Update the parser."
    const before = all[n - 1] ?? '';
    if (HEALTH.test(it) || HEALTH.test(before)) return false;
    return (words.test(it) && WANTED.test(it)) || (words.test(before) && CI_VERBS.test(it) && BACK.test(it));
  });
  return found === undefined ? null : `the task says: ${firstLine(found, 160)}`;
}
