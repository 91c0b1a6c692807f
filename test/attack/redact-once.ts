import { createRedactor } from '../../src/text/redact.ts';

export const redactOnce = (text: string): string => createRedactor(['a-secret-of-ours'])(text);
