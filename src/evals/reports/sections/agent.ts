import type { Section } from '../document.ts';
import type { AgentFigures } from '../figures/agent.ts';
import { counted } from '../numbers.ts';
import { ratesSection } from './rates.ts';

export function agentSections(agent: AgentFigures, arm: string): Section[] {
  const outcomes = ratesSection(
    'Outcomes',
    agent.outcomes.map(({ outcome, rate }) => [outcome, rate] as const),
    [
      `Of ${counted(agent.n, 'trial')}. Those cancelled (${agent.cancelled}) or not applicable (${agent.notApplicable}) are not counted; what is unknown is, and never as good.`,
      ...(agent.unreadable > 0
        ? [`${counted(agent.unreadable, 'trial')} with an answer that is no outcome left out.`]
        : []),
    ],
  );
  return [
    outcomes,
    {
      title: 'Outcomes at a glance',
      chart: {
        kind: 'stacked',
        about: 'Trials by outcome',
        rows: [{ name: arm, parts: agent.outcomes.map(({ outcome, rate }) => ({ name: outcome, count: rate.count })) }],
      },
    },
    ratesSection(
      'Beside the outcomes',
      [
        ['infrastructure, of trials not cancelled', agent.infra],
        ['trials with a veto that came to a right change', agent.correctedAfterVeto],
      ],
      agent.editSize === null
        ? []
        : [
            `Right changes are ${agent.editSize.median.toFixed(2)} times as long as the smallest right one known (median; 95th of 100: ${agent.editSize.p95.toFixed(2)}; n=${agent.editSize.n}).`,
          ],
    ),
  ];
}
