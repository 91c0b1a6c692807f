import { UserError } from '../errors.ts';
import { list } from './environment.ts';

/** One answer to what agents ask for; the first that fits counts. */
export interface RequestRule {
  kind: 'host' | 'service' | 'platform' | 'tool' | 'secret' | '*';
  /** A pattern of names; `*` alone means all. */
  name: string;
  answer: 'allow' | 'ask' | 'deny';
}

const REQUEST_RULE = /^(host|service|platform|tool|secret|\*):([^\s=]+)=(allow|ask|deny)$/;

/** Throws a UserError that names a rule which is none. */
export function requestRules(text: string): RequestRule[] {
  return list(text).map((entry) => {
    const [, kind, name, answer] = REQUEST_RULE.exec(entry) ?? [];
    if (kind === undefined || name === undefined || answer === undefined)
      throw new UserError(
        `FETTLE_REQUESTS is wrong: "${entry}" must be like host:*.example.org=allow; kinds are host, service, platform, tool, secret and *, answers are allow, ask and deny.`,
      );
    return { kind, name, answer } as RequestRule;
  });
}
