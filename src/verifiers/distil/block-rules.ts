import { Block } from './block.ts';
import type { Family, FindingKind, Past, Reader, Sink } from './finding.ts';

/** A block of lines that belongs to one failure: how it opens, what of it is kept, how it ends. */
export interface BlockRule {
  tool: string;
  kind: FindingKind;
  /** Named groups `title`, `file`, `line`, `test` are used when present; else the whole line is the title. */
  open: RegExp;
  /** What the line before must look like. */
  after?: RegExp;
  /** A line on which the block is over; it is not part of it and other readers see it. */
  ends: RegExp;
  /** Lines that are not kept, beside blank ones and foreign stack frames. */
  drop?: RegExp;
  /** Only these lines are kept. */
  keep?: RegExp;
  /** Without such a line in its body it only looks like one, and has to compete with others that do. */
  sure?: RegExp;
  /** Lines of the body at most. */
  max?: number;
  /** Blank lines in a row that end the block; without it they do not. */
  blanks?: number;
}

/** A reader of blocks of which each is described by a rule; a new block ends the one before. */
export function blockFamily(name: string, rules: readonly BlockRule[], first?: string): Family {
  // One search tells whether any rule may open on a line.
  const any = new RegExp(rules.map((one) => one.open.source.replaceAll(/\(\?<\w+>/g, '(?:')).join('|'));
  return { name, create: (sink) => blockReader(sink, rules, any), ...(first === undefined ? {} : { first }) };
}

function blockReader(sink: Sink, rules: readonly BlockRule[], any: RegExp): Reader {
  const block = new Block(sink);
  let rule: BlockRule | null = null;
  let blank = 0;
  const opens = (line: string, at: number, past: Past): boolean => {
    if (!any.test(line)) return false;
    for (const candidate of rules) {
      const match = candidate.open.exec(line);
      if (!match || (candidate.after && !candidate.after.test(past.before()))) continue;
      rule = candidate;
      blank = 0;
      const groups = match.groups ?? {};
      if (!candidate.sure) sink.tool(candidate.tool);
      block.open({
        tool: candidate.tool,
        kind: candidate.kind,
        title: groups.title ?? line,
        at,
        ...(groups.file ? { file: groups.file } : {}),
        ...(groups.line ? { line: Number(groups.line) } : {}),
        ...(groups.test ? { test: groups.test } : {}),
        ...(candidate.max ? { max: candidate.max } : {}),
        ...(candidate.sure ? { sure: candidate.sure } : {}),
      });
      return true;
    }
    return false;
  };
  return {
    read(line, at, past) {
      if (opens(line, at, past)) return true;
      if (!rule || !block.isOpen) return false;
      blank = line.trim() === '' ? blank + 1 : 0;
      if (rule.ends.test(line) || (rule.blanks && blank >= rule.blanks)) {
        block.close();
        return false;
      }
      if (!(rule.drop?.test(line) ?? false) && (rule.keep?.test(line) ?? true)) block.add(line);
      else block.skip();
      return true;
    },
    end: () => block.close(),
  };
}
