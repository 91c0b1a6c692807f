/**
 * What to say to an operator whose judge and agent are one model: it tends to think its own mistakes right. Null where they
 * differ. A provider's prefix and the date of a version are no difference.
 */
export function sameModelWarning({
  agentModel,
  judgeModel,
}: {
  agentModel: string;
  judgeModel: string;
}): string | null {
  if (plain(agentModel) !== plain(judgeModel)) return null;
  return `Agent and judge are the same model (${judgeModel}): it tends to think its own mistakes right. Set FETTLE_JUDGE_MODEL to another one.`;
}

const plain = (model: string): string =>
  model
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/[-@]\d{8}$/, '');
