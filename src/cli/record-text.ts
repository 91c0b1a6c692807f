import type { ContentBlock } from '../agent/types.ts';
import { outcomeName } from '../github/texts.ts';
import type { Making } from '../runs/making.ts';
import type { GateRound } from '../runs/record-store.ts';
import type { Attempt, Run, StoredTurn } from '../runs/types.ts';
import { clip, firstLine } from '../text/clip.ts';
import { showHidden } from '../text/show-hidden.ts';
import { reportText } from '../verifiers/verify.ts';

/** What is stored of a run. */
export interface RunRecord {
  run: Run;
  attempts: {
    attempt: Attempt;
    makings: Making[];
    turns: StoredTurn[];
    rounds: GateRound[];
  }[];
}

/** Characters of one message or tool result that are shown. */
const SHOWN = 4_000;

/** The record as people read it on a terminal: foreign text is cut, and what does not show in it is made to. */
export function recordText({ run, attempts }: RunRecord): string {
  const { task, repo, outcome } = run;
  const ended = outcome === null ? run.state : `${outcomeName(outcome)}: ${outcome.detail}`;
  const head = [
    `Run ${run.id}, ${repo.owner}/${repo.name} #${run.issue}${run.prNumber === null ? '' : `, pull request #${run.prNumber}`}`,
    `Asked by ${task.requestedBy} at ${task.requestedAt}: ${task.title}`,
    `Base ${run.baseSha ?? 'not fixed yet'}${run.baseBranch === null ? '' : ` of ${run.baseBranch}`}`,
    `State: ${ended}`,
  ];
  const parts = attempts.map(({ attempt, makings, turns, rounds }) =>
    [
      `== Attempt ${attempt.number}, from ${attempt.startSha.slice(0, 12)}: ${attempt.stage}`,
      `${attempt.spent.turns} turns, $${attempt.spent.costUsd.toFixed(4)}, ${(attempt.spent.ms / 1000).toFixed(0)} s with the model`,
      ...makings.map(makingText),
      ...turns.flatMap(turnText),
      ...rounds.map(roundText),
    ].join('\n'),
  );
  return showHidden([head.join('\n'), ...parts].join('\n\n'));
}

function makingText(it: Making): string {
  const prompts = `prompts ${it.agentPrompt.slice(0, 12)} and ${it.judgePrompt.slice(0, 12)}`;
  return `Made by ${it.profile} with ${it.agentModel}, judge ${it.judgeModel} (${it.judgeLevel}), ${prompts}, image ${it.image ?? 'unknown'}, verifiers ${it.verifiers.slice(0, 12)}, Node ${it.node}`;
}

function turnText(entry: StoredTurn): string[] {
  switch (entry.kind) {
    case 'user':
      return ['', '-- to the agent', ...entry.message.content.map(blockText)];
    case 'intent':
      return [];
    case 'turn': {
      const { reply, results } = entry.turn;
      const said = ['', `-- ${reply.model}, $${reply.costUsd.toFixed(4)}`, ...reply.content.map(blockText)];
      return [...said, ...(results?.content ?? []).map(blockText)];
    }
  }
}

function blockText(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return clip(block.text, SHOWN);
    case 'thinking':
      return `(thinks) ${firstLine(block.thinking)}`;
    case 'redacted_thinking':
      return '(thinks)';
    case 'tool_use':
      return `> ${block.name} ${clip(JSON.stringify(block.input), SHOWN)}`;
    case 'tool_result':
      return clip(block.content, SHOWN).replaceAll(/^/gm, '  ');
  }
}

function roundText({ round, report, judgeReplies }: GateRound): string {
  const { verdict } = report;
  const findings = report.findings.map(({ rule, file, why, allowed }) => {
    return `guard ${rule} ${file}: ${allowed === undefined ? why : `allowed, ${allowed}`}`;
  });
  const judged =
    verdict === null
      ? []
      : [
          `judge ${verdict.model} (${report.judge?.level ?? 'block'}, ${judgeReplies.length} replies): ${verdict.verdict}`,
          ...Object.entries(verdict.criteria).map(
            ([name, { met, why }]) => `  ${name}: ${met ? 'met' : 'not met'}: ${firstLine(why, 500)}`,
          ),
          ...verdict.objections.map(({ path, hunk, why, cited }) => {
            return `  objects to ${path} ${hunk}${cited ? '' : ' (not in the diff)'}: ${firstLine(why, 500)}`;
          }),
        ];
  const by = report.passed ? 'passed' : `stopped by the ${report.failedAt ?? 'unknown'}`;
  return ['', `-- gate ${round} on ${report.tree}: ${by}`, ...findings, reportText(report.reports), ...judged].join(
    '\n',
  );
}
