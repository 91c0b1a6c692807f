import { trimBody } from '../body.ts';
import type { Family, Finding, Reader, Sink } from '../finding.ts';

const SECTION = /^=+ (.+?) =+$/;
const HEADER = /^_+ (.+?) _+$/;
const CAPTURED = /^-+ Captured (?:stdout|stderr|log)/;
const KEEP = /^(?:E {2,}|> {2,}|\S+\.py:\d+:|\s*File ")|^E\b/;
const SUMMARY = /^(FAILED|ERROR) (?:\[[\d.]+s\] )?(\S+?\.py\b.*)$/;
const VERBOSE = /^(\S+\.py::.+?) (FAILED|ERROR)\b/;
/** Source lines before the failing one, and for how many failures they are kept. */
const CONTEXT = 16;
const FEW = 2;
/** Failures of which details are kept; more are only counted by their summary line. */
const MAX = 300;
/** First characters of the lines that mean something outside of sections. */
const OPENING = '=_FEIC';
const MAX_OTHERS = 6;
const CONFTEST = /^(?:ImportError while loading conftest|ConftestImportFailure)/;

interface Case {
  name: string;
  at: number;
  lines: string[];
  /** What it says where there is nothing of what is usually kept. */
  others: string[];
  /** As `-v` prints it. */
  path?: string;
  node?: string;
  message?: string;
}

const said = (one: Case): string[] =>
  one.lines.length > 0 ? one.lines : one.others.length > 0 ? one.others : one.message ? [one.message] : [];

/** A node id ends before ` - message`; a parameter in its brackets may hold the same. */
function nodeIn(text: string): { node: string; message?: string } {
  for (let at = text.indexOf(' - '); at >= 0; at = text.indexOf(' - ', at + 1)) {
    const node = text.slice(0, at);
    if (node.split('[').length === node.split(']').length) return { node, message: text.slice(at + 3) };
  }
  return { node: text };
}

/** pytest: blocks in FAILURES and ERRORS, joined with the node ids of the short summary. */
export const pytest: Family = {
  name: 'pytest',
  create(sink: Sink): Reader {
    const cases: Case[] = [];
    let section: string | null = null;
    let current: Case | null = null;
    let captured = false;
    const source: string[] = [];
    let more = 0;
    const named = (node: string): Case | undefined => {
      const name = node.split('::').slice(1).join('.');
      return cases.find(
        (one) =>
          !one.node &&
          (one.name === name ||
            one.name.endsWith(` ${node}`) ||
            one.name.endsWith(`of ${name}`) ||
            one.name === node.split('::')[0]),
      );
    };
    const flush = (): void => {
      for (const one of cases) {
        const place = one.lines.map((line) => /^(\S+\.py):(\d+):/.exec(line)).findLast((match) => match);
        const finding: Finding = {
          tool: 'pytest',
          kind: 'test',
          title: one.node ?? one.path ?? one.name,
          body: trimBody(said(one), 28),
          at: one.at,
          ...(place ? { file: place[1] ?? '', line: Number(place[2]) } : {}),
        };
        sink.found(finding);
      }
      cases.length = 0;
    };
    return {
      read(line, at) {
        if (section === null && !OPENING.includes(line.charAt(0)) && !line.includes('.py::')) return false;
        const heading = SECTION.exec(line)?.[1];
        if (heading !== undefined) {
          current = null;
          if (section !== null && /\d+ (?:failed|passed|errors?|skipped)\b| in [\d.]+ ?s/.test(heading)) {
            section = null;
            flush();
            return false;
          }
          if (
            /^(?:FAILURES|ERRORS|short test summary info|test session starts|warnings summary.*|slowest.*)$/.test(
              heading,
            )
          ) {
            if (heading !== 'test session starts') section = heading;
            else sink.tool('pytest');
            return true;
          }
          if (section !== null) section = heading;
          return false;
        }
        if (CONFTEST.test(line)) {
          sink.tool('pytest');
          section = 'ERRORS';
          cases.push((current = { name: line, at, lines: [], others: [] }));
          return true;
        }
        const verbose = VERBOSE.exec(line);
        if (verbose && cases.length < MAX) {
          cases.push({
            name: (verbose[1] ?? '').split('::').slice(1).join('.'),
            path: verbose[1] ?? '',
            at,
            lines: [],
            others: [],
          });
          return true;
        }
        const summary = SUMMARY.exec(line);
        if (summary) {
          sink.tool('pytest');
          const { node, message } = nodeIn(summary[2] ?? '');
          const word = summary[1];
          const known = named(node);
          if (known) known.node = `${word} ${node}`;
          else if (cases.length < MAX)
            cases.push({
              name: node,
              node: `${word} ${node}`,
              at,
              lines: [],
              others: [],
              ...(message ? { message } : {}),
            });
          return true;
        }
        if (section !== 'FAILURES' && section !== 'ERRORS')
          return section === 'warnings summary' || (section?.startsWith('slowest') ?? false);
        const header = HEADER.exec(line);
        if (header && !/^_ (?:_ )+/.test(line)) {
          captured = false;
          const name = header[1] ?? '';
          current = cases.find((one) => one.name === name && one.lines.length === 0) ?? null;
          if (!current && cases.length < MAX) cases.push((current = { name, at, lines: [], others: [] }));
          return true;
        }
        if (CAPTURED.test(line)) captured = true;
        if (!current || captured || current.lines.length >= 60) return true;
        if (KEEP.test(line)) {
          // What led to the failing line, of the first few failures.
          if (line.startsWith('>') && cases.length <= FEW && !current.lines.some((one) => one.startsWith('>')))
            current.lines.push(...source.slice(-CONTEXT));
          source.length = 0;
          current.lines.push(line);
          more = line.startsWith('>') || / in \S+$/.test(line) ? 2 : 0;
        } else if (more > 0 && line.trim() !== '') {
          // A statement that goes on, or the code at a frame.
          current.lines.push(line);
          more -= 1;
        } else if (/^\s{4,}\S/.test(line)) source.push(line);
        else if (line.trim() !== '') source.length = 0;
        if (source.length > CONTEXT) source.shift();
        if (current.lines.length === 0 && current.others.length < MAX_OTHERS && line.trim() !== '')
          current.others.push(line);
        return true;
      },
      end: flush,
    };
  },
};
