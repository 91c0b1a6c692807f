import type { SecretLintCoreConfig } from '@secretlint/types';

export interface Scanned {
  /** Positions in the text. */
  from: number;
  to: number;
  what: string;
}

/**
 * Rules of the scanner that we do without, each for a reason. Their findings are made by our own rules, which look at
 * the value: basicauth takes `user:password@example.com` of any manual for a leak, and the one for connection strings
 * any address of a database, with a password or without; sendgrid takes `SG.a.b`, privatekey and npm what stands in
 * patterns and variables. filter-comments would let the change itself switch the scanner off.
 */
const WITHOUT = new Set(
  ['basicauth', 'database-connection-string', 'sendgrid', 'privatekey', 'npm', 'filter-comments'].map(
    (name) => `@secretlint/secretlint-rule-${name}`,
  ),
);

/** An account's number is no secret; neither are the ids of users, roles and the like, which are no access keys. */
const NO_SECRET = new Set(['AWSAccountID']);
const AWS_OTHER_ID = /^A(?:GPA|IDA|ROA|IPA|NPA|NVA|3T)/;

/** Secretlint with its recommended rules. Loading takes a moment, so it happens when a text is to be scanned. */
export async function scan(text: string): Promise<Scanned[]> {
  const [{ lintSource }, { rules }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const config: SecretLintCoreConfig = {
    rules: rules.filter((rule) => !WITHOUT.has(rule.meta.id)).map((rule) => ({ id: rule.meta.id, rule, options: {} })),
  };
  const { messages } = await lintSource({
    // The name says nothing: some rules read a file by its name, and this one is not on the disk.
    source: { content: text, filePath: 'added.txt', contentType: 'text', ext: '.txt' },
    options: { config, noPhysicFilePath: true, locale: 'en', maskSecrets: true },
  });
  return messages.flatMap((message) => {
    if (message.type !== 'message' || NO_SECRET.has(message.messageId)) return [];
    const [from, to] = message.range;
    if (AWS_OTHER_ID.test(text.slice(from, to))) return [];
    return [{ from, to, what: nameOf(message.ruleId) }];
  });
}

const NAMES: Readonly<Record<string, string>> = {
  aws: 'an AWS',
  openai: 'an OpenAI',
  github: 'a GitHub',
  gitlab: 'a GitLab',
};

/** The scanner's own message would repeat the value. */
function nameOf(ruleId: string): string {
  const issuer = ruleId.slice(ruleId.lastIndexOf('-rule-') + '-rule-'.length);
  return `${NAMES[issuer] ?? (/^[aeiou]/.test(issuer) ? `an ${issuer}` : `a ${issuer}`)} credential`;
}
