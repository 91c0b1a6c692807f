const MADE_UP =
  '(?:fake|dummy|made[- ]up|mock(?:ed)?|samples?|examples?|placeholder|throw-?away|self-signed|non-?production|invalid|expired|fixtures?|test|testing|dev|development|local|hard-?coded test)';
const SECRET =
  '(?:api[- ]keys?|private[- ]keys?|signing keys?|rsa keys?|keys?|key ?pairs?|tokens?|jwts?|secrets?|credentials?|passwords?|certificates?|certs?|logins?)';

/** How a task asks for a made-up secret, or for work on secrets. Bounded repeats: tasks are foreign text. */
export const WANTS_MADE_UP: readonly RegExp[] = [
  new RegExp(
    `\\b(?:add|create|generate|regenerate|renew|refresh|rotate|recreate|update|include|use|put|provide|commit|check in|write|replace|set|ship)(?:s|es|ing)?\\b.{0,80}\\b${MADE_UP}\\b.{0,40}\\b${SECRET}\\b`,
    'i',
  ),
  new RegExp(
    `\\b(?:add|create|generate|regenerate|renew|refresh|rotate|recreate|update|include|use|put|provide|commit|check in|write|replace|set|ship)(?:s|es|ing)?\\b.{0,80}\\b${SECRET}\\b.{0,40}\\b(?:for|in|to|as|of) (?:the |a |our |an )?.{0,30}\\b${MADE_UP}s?\\b`,
    'i',
  ),
  new RegExp(
    `\\b(?:redact|mask|scrub|sanitiz|sanitis|detect|hide|strip|filter|scan|censor|obfuscat|recogni[sz]|find|flag)\\w{0,5}\\b.{0,60}\\b${SECRET}\\b`,
    'i',
  ),
  new RegExp(`\\b${SECRET}\\b.{0,60}\\b(?:redact|mask|scrub|sanitiz|sanitis|detect|censor|obfuscat|recogni[sz])`, 'i'),
];

export const FORBIDS_SECRET =
  /\b(?:do not|don'?t|never|must not|should not|without|no longer|remove|instead of|avoid)\b/i;
