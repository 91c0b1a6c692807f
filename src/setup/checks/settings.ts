import { describeError } from '../../errors.ts';
import { sameModelWarning } from '../../judge/same-model.ts';
import type { Settings } from '../../settings.ts';
import type { Finding } from './finding.ts';

/** Whether a part of the settings is whole; null when it is, so that what they lead to can be asked. */
export function settingCheck(what: string, read: () => unknown): Finding | null {
  try {
    read();
    return null;
  } catch (error) {
    return { what, ok: false, say: describeError(error) };
  }
}

export function judgeCheck(settings: Settings): Finding[] {
  try {
    const say = settings.runs.judge === 'off' ? null : sameModelWarning(settings.model());
    return say === null ? [] : [{ what: 'Judge', ok: true, say, warning: true }];
  } catch {
    return []; // what is wrong with the model's settings is said already
  }
}
