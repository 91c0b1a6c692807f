import { html } from 'hono/html';
import type { Html } from '../layout.ts';

const DEFINITIONS: readonly [what: string, means: string][] = [
  ['Runs', 'Those that began in the period, of repositories that you may read on GitHub.'],
  [
    'Asked',
    'Ended runs, without those that were cancelled before there was a pull request or that infrastructure stopped.',
  ],
  ['Pull request', 'Those that opened one.'],
  ['CI green', 'All checks were green when the run ended, or people merged the change.'],
  ['Merged', 'People merged it.'],
  [
    'Still standing',
    'Followed to the end after the merge, and neither reverted nor reworked, its issue not opened again, and nobody says that it is wrong.',
  ],
  [
    'FM1',
    'No pull request: the agent gave up, a budget was spent, a verifier stayed red, a veto held. Never silent, always with a reason.',
  ],
  ['FM2', 'A pull request whose CI stayed red, whatever was tried.'],
  [
    'FM3',
    'A pull request that is known to be wrong: reverted, reworked, or called so by a label, an audit or an overrule. What nobody found out is not in it.',
  ],
  [
    'Rates of failures',
    'Of asked runs without pull requests that people closed. Those of which nothing is known stay in the denominator.',
  ],
  [
    'With what it may be',
    '95 % intervals: Wilson’s for counts. Runs of one repository resemble each other, so the truth is less sure than they say.',
  ],
  ['Vetoes', 'Of all verdicts that approve or veto, in every round of every run.'],
  [
    'Vetoes corrected',
    'Of all vetoes, those that a later round of the same run answered with a change that the judge approved.',
  ],
  ['Vetoes overruled', 'Of all vetoes, those that a maintainer said were wrong.'],
  [
    'False vetoes',
    'Of good changes, those that the judge vetoed: estimated from verdicts that were drawn at random and answered by people.',
  ],
  ['Misses', 'Of bad changes, those that the judge approved: estimated in the same way.'],
  [
    'Green here, red in CI',
    'Runs in which CI was red for a reason in the code after this check had passed here. A run with several such checks counts for each.',
  ],
  [
    'Cost',
    'What models charged for all these runs, failures and all, divided by the changes that were merged, or that stand so far.',
  ],
  ['Time to merge', 'From the request to the merge, right to two hundredths.'],
];

/** What each figure counts, in a line. */
export const definitions = (): Html => html`<details class="definitions"><summary>What these figures count</summary>
<dl>${DEFINITIONS.map(([what, means]) => html`<dt>${what}</dt><dd>${means}</dd>`)}</dl></details>`;
