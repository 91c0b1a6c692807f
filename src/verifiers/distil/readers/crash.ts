import type { Family, Reader, Sink } from '../finding.ts';

/** What kills a process, whoever prints it. */
const SIGNS: readonly RegExp[] = [
  /\bSegmentation fault\b|\bBus error\b|\bIllegal instruction\b|\bFloating point exception\b|\(core dumped\)/,
  /\b(?:Received|received|signal:?|terminated by|exited with|killed by|got) (?:signal )?:?\s?(?:SIG(?:SEGV|BUS|ABRT|KILL|ILL|FPE|TERM)\b)/,
  /^(?:.*: line \d+:\s+\d+ )?(?:Killed|Aborted|Terminated)\b(?:\s*(?:\(|$)|\s+(?:\d|\S*\/))/,
  /JavaScript heap out of memory|java\.lang\.OutOfMemoryError|Cannot allocate memory|std::bad_alloc|memory exhausted|oom-kill|Out of memory:|MemoryError\b|virtual memory exhausted|cc1plus?: out of memory|torch\.\w*OutOfMemoryError|CUDA out of memory/,
  /No space left on device|\bENOSPC\b|[Dd]isk quota exceeded/,
  /terminate called after throwing|Assertion `.+' failed|^stack smashing|double free or corruption|free\(\): invalid/,
  /thread '.+' has overflowed its stack|StackOverflowError/,
];
const NOT = /^\s*(?:--- |at |#\d+ |\|)|trap |ulimit|--oom|-XX:|test .* \.\.\. ok/;

/** One search for all of them. */
const SIGN = new RegExp(SIGNS.map((sign) => sign.source).join('|'));

/** Signals, exhausted memory and disks: the last words of a process. */
export const crash: Family = {
  name: 'crash',
  create(sink: Sink): Reader {
    return {
      read(line, at) {
        if (line.length > 600 || !SIGN.test(line) || NOT.test(line)) return false;
        sink.found({ tool: 'crash', kind: 'crash', title: line.trim(), body: [], at });
        return true;
      },
      end() {},
    };
  },
};
