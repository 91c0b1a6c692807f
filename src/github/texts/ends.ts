import type { Outcome } from '../../runs/types.ts';

/** What an outcome means to a person: what happened, and what they can do now. Our own words only. */
export interface Ending {
  what: string;
  next: readonly string[];
}

type Reason<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>['reason'];
/** Every reason of every kind has its text; the compiler finds the missing one. */
type Endings = { [K in Outcome['kind']]: Record<Reason<K>, Ending> };

/** `{label}` stands for the trigger label, `{issue}` for the number of the issue that carries it. */
const AGAIN = 'To try again, put the label `{label}` on #{issue} anew (take it off first where it is on).';
const STEER = 'To say what it should do differently, comment on #{issue}: `/fettle` followed by what you want.';
const TAKE_OVER = 'Go on from the branch yourself: Fettle does not touch it any more.';

const ENDINGS: Endings = {
  no_pr: {
    escalated: {
      what: 'The agent looked into it and says that it can not do this.',
      next: ['Read its reason above. If something is missing, add it to the issue.', AGAIN],
    },
    gave_up: {
      what: 'The agent ended without changing anything.',
      next: ['Say in the issue where the fault shows, or what should be different afterwards.', AGAIN],
    },
    budget: {
      what: 'The run used up its budget before the change was ready.',
      next: ['Split the issue into smaller ones, or ask an operator to raise the limit named above.', AGAIN],
    },
    refused: {
      what: 'The model refused to work on this.',
      next: ['Word the issue differently, or do it by hand.', AGAIN],
    },
    verifier_red: {
      what: 'A change was made, but the checks of this repository stayed red with it.',
      next: ['Look at the failure above: it may show what the issue does not say.', STEER, AGAIN],
    },
    could_not_verify: {
      what: 'A change to this repository could not be verified, and nothing unverified is published.',
      next: [
        'Put right what kept the checks from running (see above). `.github/fettle.yml` can name commands under `verifiers:`, or allow drafts with `unverified: draft`.',
        AGAIN,
      ],
    },
    blocked: {
      what: 'The task needs something that Fettle does not have here. What is missing stands below.',
      next: ['Provide what is missing, or do that part by hand. Where a patch is shown, `git apply` takes it.', AGAIN],
    },
    judge_veto: {
      what: 'A change was made and its checks pass, but the judge held that it does not do what was asked, or does more.',
      next: [
        'Read the objections above. If the judge misunderstood the issue, make the issue clearer.',
        'If the judge is wrong, comment on #{issue}: `/fettle overrule` followed by why. Then this very change is published, and you stand for it.',
        STEER,
        AGAIN,
      ],
    },
    guard_veto: {
      what: 'A change was made, but it touches what it may not: a protected path, a test or a gate that it weakens, a secret, or too much at once.',
      next: ['If the issue does need that, say so in the issue, naming the file.', AGAIN],
    },
    repository_gone: {
      what: 'The repository can not be reached any more: it was deleted, or Fettle was taken from it.',
      next: ['Install the app for the repository again.', AGAIN],
    },
    read_only: {
      what: 'The repository is archived, so nothing can be changed in it.',
      next: ['Take it out of the archive.', AGAIN],
    },
    cancelled: {
      what: 'The run was cancelled.',
      next: ['Where the issue was closed, open it before you ask again.', AGAIN],
    },
    task_changed: {
      what: 'The issue was edited between the request and our reading of it, so nothing was started: what was asked for must be what is done.',
      next: [
        'Is the text as it stands now what you want? Then take the label `{label}` off #{issue} and put it back on.',
      ],
    },
    bad_config: {
      what: 'Something in this repository or in its settings has to be put right first, so nothing was published.',
      next: ['Put right what is named above. `.github/fettle.yml` counts as it stands on the default branch.', AGAIN],
    },
    infra: {
      what: 'Something outside the change failed for longer than we wait: the model, GitHub, the sandbox or the network.',
      next: ['Nothing is wrong with the issue. An operator finds more in the log of the run.', AGAIN],
    },
  },
  pr_ci_red: {
    repairs_spent: {
      what: 'CI is still red, and all attempts to repair it are spent.',
      next: [TAKE_OVER, STEER, AGAIN],
    },
    flapping: {
      what: 'CI is red, and the last repair came back to a version that had been tried before, so going on would go in circles.',
      next: [TAKE_OVER, STEER, AGAIN],
    },
    environment: {
      what: 'CI is red for want of something that only a person can give: an approval, a secret, a service or a platform.',
      next: ['Give it, or run the check again, as named above.', TAKE_OVER],
    },
    flaky: {
      what: 'CI is red in a check that has been green on the same commit, or that has nothing to do with the change. It was run again and stays red; Fettle does not edit code around a flaky test.',
      next: ['Run the check again, or mend the flaky test in a change of its own.', TAKE_OVER, AGAIN],
    },
    infra: {
      what: 'CI did not come to a verdict: a check was cancelled, timed out or could not start, or its machine failed. That is no fault of the code.',
      next: ['Run the checks named above again.', TAKE_OVER],
    },
    gate: {
      what: 'CI is red, and no repair came of it that passed our own checks, so nothing more was pushed.',
      next: [
        TAKE_OVER,
        'If it was the judge that stopped the repair, and it is wrong, comment here: `/fettle overrule` followed by why. Then the repair is pushed, and you stand for it.',
        STEER,
        AGAIN,
      ],
    },
    budget: {
      what: 'CI is red, and the budget for repairing it is used up.',
      next: [TAKE_OVER, 'Ask an operator to raise the limit named above.', AGAIN],
    },
  },
  pr_handed_over: {
    person_pushed: {
      what: 'Somebody pushed to the branch, so it is theirs now. Nothing was overwritten.',
      next: ['Nothing more comes from Fettle here. Ask for a review as you would of your own branch.'],
    },
    unverified: {
      what: 'The change is there and CI passed, but not everything could be verified before. It stays a draft.',
      next: ['Look at what was not verified (in the description), then mark it ready for review yourself.'],
    },
    no_ci: {
      what: 'No CI ran on this change, so it stays as it is. Our own checks passed; nothing else has looked at it.',
      next: [
        'If there should be CI, start it: Fettle looks again when a check reports. If there is none, the description shows what was verified.',
      ],
    },
    required_missing: {
      what: 'A check that the base branch requires has never reported, so this can not be merged. Everything that did report passed.',
      next: [
        'Start the check named above, or take it out of the rules of the base branch. When it reports, Fettle looks again.',
        TAKE_OVER,
      ],
    },
    repository_gone: {
      what: 'The repository can not be reached any more: it was deleted, or Fettle was taken from it.',
      next: ['Install the app for the repository again.'],
    },
    read_only: {
      what: 'The repository is archived, so nothing can be changed in it.',
      next: ['Take it out of the archive.', AGAIN],
    },
    action_required: {
      what: 'CI waits for a person: a check asks for an approval or another action.',
      next: ['Do what the check named above asks for; then CI goes on.', TAKE_OVER],
    },
    base_moves: {
      what: 'The base branch was merged in several times and moved into the way again each time.',
      next: [
        'Merge the base branch and resolve the conflict yourself; then the change can go on to review.',
        TAKE_OVER,
      ],
    },
    workflows: {
      what: 'The base branch has to be merged in, and it has changed workflow files. GitHub lets Fettle push no workflow files, so that is left to you.',
      next: [
        'Merge the base branch into this one yourself ("Update branch"), then comment `/fettle continue`.',
        TAKE_OVER,
      ],
    },
    hold: {
      what: 'The label `fettle:hold` is on, so it is left to you.',
      next: [AGAIN],
    },
    cancelled: {
      what: 'The run was cancelled; the pull request stays as it is.',
      next: ["Close it if you don't want it. Fettle does nothing more here.", AGAIN],
    },
  },
  pr_closed: {
    merged: { what: 'The pull request was merged.', next: [] },
    unmerged: { what: 'The pull request was closed, so this is not tried again.', next: [AGAIN] },
  },
  pr_good: {
    ci_green: { what: 'CI is green; the pull request is ready for review.', next: [] },
  },
};

/** `no_pr{judge_veto}`: the name that comments, figures and the dashboard use alike. */
export function outcomeName(outcome: Outcome): string {
  return `${outcome.kind}{${outcome.reason}}`;
}

export function endingOf(outcome: Outcome, issue: number, label: string): Ending {
  const ofKind: Readonly<Record<string, Ending>> = ENDINGS[outcome.kind];
  const ending = ofKind[outcome.reason];
  if (ending === undefined) throw new Error(`no text for ${outcomeName(outcome)}`);
  const filled = (line: string) =>
    line.replaceAll('{issue}', String(issue)).replaceAll('{label}', label.replaceAll('`', ''));
  return { what: ending.what, next: ending.next.map(filled) };
}
