import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

/** Headings after which failures are listed as `1) name`, and whose they are. */
const HEADINGS: readonly [string, RegExp][] = [
  ['mocha', /^\s*\d+ failing$/],
  ['rspec', /^Failures:$/],
  ['phpunit', /^There (?:was|were) \d+ (?:failures?|errors?|warnings?|risky tests?)[:\s]/],
  ['minitest', /^Finished in [\d.]+s?(?:econds)?,|^Finished tests in /],
  ['go ginkgo', /^Summarizing \d+ Failures?:$/],
];
const ANY_HEADING = new RegExp(HEADINGS.map(([, when]) => when.source).join('|'));
const ITEM = /^\s{0,4}(\d+)\) (.+)$/;
/** `test/CartSpec.hs:14:20: ` */
const PLACE = /^\s+(\S+\.\w+):(\d+):\d+:$/;
/** ExUnit and minitest list without a heading, but their items cannot be mistaken. */
const BARE =
  /^\s{0,4}\d+\) (?:(?:test|doctest|property) .+ \([\w.]+\)|Failure:|Error:|(?:\[[\w -]+\] › )?\S+:\d+:\d+ › .+)$/;
const STOP =
  /^(?:Finished in|Failed examples:|FAILURES!|ERRORS!|WARNINGS!|--$|Randomized with|Coverage|npm (?:ERR!|error)|yarn |error Command|Tests: \d|OK,|Pending:|rake aborted|make:|Incomplete:|##\[|\d+ (?:runs|tests|examples|specs)\b|\s+\d+ passing|Ran \d+ |There (?:was|were) \d+ )/;
const DEEP = /^\s{5}/;
const DROP = /^\s*(?:Message:|Stack:|Failure\/Error:?$|stacktrace:|The following output was logged:)\s*$|^\s*\d+\s\|/;

/** Runners that list failures by number at the end: mocha, jasmine, rspec, minitest, phpunit, ExUnit. */
export const numbered: Family = {
  name: 'numbered',
  create(sink: Sink): Reader {
    let tool: string | null = null;
    /** The heading was just read: its items follow. */
    let headed = false;
    let blanks = 0;
    let renamed = false;
    const block = new Block(sink);
    const stop = (): boolean => {
      renamed = false;
      block.close();
      return false;
    };
    return {
      read(line, at, past) {
        const heading = ANY_HEADING.test(line) ? HEADINGS.find(([, when]) => when.test(line)) : undefined;
        if (heading) {
          block.close();
          tool = heading[0];
          headed = true;
          return tool === 'minitest' ? false : true;
        }
        const bare = BARE.test(line);
        const item = tool !== null || bare ? ITEM.exec(line) : null;
        if (item) {
          tool ??= line.includes(' › ') ? 'playwright' : /test|doctest|property/.test(line) ? 'exunit' : 'minitest';
          headed = false;
          blanks = 0;
          renamed = /^(?:Failure|Error):$/.test(item[2] ?? '');
          // hspec names the place on the line before.
          const place = PLACE.exec(past.before()) ?? /› (\S+):(\d+):\d+ ›/.exec(item[2] ?? '');
          block.open({
            tool,
            kind: 'test',
            title: (item[2] ?? '').replace(/ ─{3,}$/, ''),
            at,
            max: 24,
            ...(place ? { file: place[1], line: Number(place[2]) } : {}),
          });
          return true;
        }
        if (!block.isOpen) {
          headed &&= line.trim() === '';
          return headed;
        }
        if (STOP.test(line)) return stop();
        // Two blank lines end an item, unless what follows is indented like the rest of it.
        if (line.trim() === '') blanks += 1;
        else {
          if (blanks >= 2 && !DEEP.test(line)) return stop();
          blanks = 0;
        }
        if (renamed && line.trim() !== '') {
          // minitest says only "Failure:" behind the number, and the test's name below.
          renamed = false;
          block.drop();
          block.open({ tool: tool ?? 'minitest', kind: 'test', title: line.trim(), at, max: 24 });
          return true;
        }
        // Jasmine has rspec's heading, and this below each item.
        if (tool === 'rspec' && /^\s*Message:\s*$/.test(line)) block.tool = tool = 'jasmine';
        if (tool) sink.tool(tool);
        if (DROP.test(line)) block.skip();
        else block.add(line);
        return true;
      },
      end: () => block.close(),
    };
  },
};
