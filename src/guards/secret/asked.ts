import { firstLine } from '../../text/clip.ts';
import { FORBIDS_SECRET, WANTS_MADE_UP } from './asked-words.ts';
import { sentences } from '../asks-for.ts';
import { isLocalSetUp, isStandIn } from './made-up.ts';

/**
 * Nothing in a task allows a real secret. What it may ask for is a made-up one: a sentence that asks for a fake,
 * sample, test or self-signed key, token, password or certificate, or for something that finds or hides secrets (which
 * needs some to be tried on). Such a sentence allows values where values stand in for real ones (tests, fixtures,
 * examples, manuals, set-ups of a developer's machine), and in a file that it names.
 */
export function asksForMadeUp(task: string, path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = sentences(task).find(
    (sentence) =>
      WANTS_MADE_UP.some((wanted) => wanted.test(sentence)) &&
      !FORBIDS_SECRET.test(sentence) &&
      (isStandIn(path) || isLocalSetUp(path) || isNamed(sentence, name) || isNamed(sentence, path)),
  );
  return found === undefined ? null : `the task says: ${firstLine(found, 160)}`;
}

const isNamed = (sentence: string, name: string): boolean =>
  name.length >= 3 && sentence.toLowerCase().includes(name.toLowerCase());
