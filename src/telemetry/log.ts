import { type Logger, pino } from 'pino';
import { createRedactor, type Redactor, redactAll } from '../text/redact.ts';
import { scope } from './scope.ts';

/** Headers that hold credentials, wherever in a line an error with its request has brought them. */
const HEADERS =
  /("(?:(?:proxy-)?authorization|x-api-key|(?:set-)?cookie|x-hub-signature(?:-256)?)":)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi;

/**
 * The log: JSON lines on stdout. Each carries the ids of the run and the delivery that it was said for, and of the span
 * where runs are traced. No secret leaves by it, whatever was logged: the given ones are taken out of every finished
 * line, and so is what looks like a credential. `onLine` is told of each line's level.
 */
export function createLog({
  level,
  secrets,
  onLine,
  write,
}: {
  level: string;
  secrets: readonly (string | null | undefined)[];
  onLine?: (level: string) => void;
  /** Instead of stdout. */
  write?: (line: string) => void;
}): Logger {
  const clean = cleanLine(secrets);
  const options = {
    level,
    mixin: () => {
      const { run, delivery, span } = scope();
      return {
        ...(run === undefined ? {} : { run }),
        ...(delivery === undefined ? {} : { delivery }),
        ...(span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId }),
      };
    },
    hooks: {
      streamWrite: clean,
      logMethod(
        this: Logger,
        args: Parameters<Logger['info']>,
        method: (...args: Parameters<Logger['info']>) => void,
        at: number,
      ) {
        onLine?.(pino.levels.labels[at] ?? String(at));
        method.apply(this, args);
      },
    },
  };
  return write === undefined ? pino(options) : pino(options, { write });
}

/** A finished line without secrets; still one line of JSON. */
function cleanLine(secrets: readonly (string | null | undefined)[]): Redactor {
  const redact = createRedactor(secrets);
  // As they stand inside a JSON text.
  const redactJson = createRedactor(secrets.map((secret) => secret && JSON.stringify(secret).slice(1, -1)));
  return (line) => {
    const plain = line.replace(HEADERS, '$1"[redacted]"');
    if (redactJson(plain) === plain) return plain;
    try {
      return `${JSON.stringify(redactAll(JSON.parse(plain) as unknown, redact))}\n`;
    } catch {
      return redactJson(plain);
    }
  };
}
