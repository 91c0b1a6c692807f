/** What a word of a search looks for. */
export type SearchWord =
  /** An issue or a pull request. */
  | { kind: 'number'; number: number }
  /** The beginning of `owner/name`, in lower case. */
  | { kind: 'repo'; prefix: string }
  /** The beginnings of words of a title, one after another or not, and of a run's id, where it may be one. */
  | { kind: 'title'; beginnings: readonly string[]; id: string | null };

/** Nobody types more; each costs a look into an index, and so does each part of one. */
const MOST_WORDS = 8;
const MAX_LENGTH = 200;
const MAX_NUMBER = 2 ** 31;

/** Everything of ASCII that is neither a letter nor a digit; the same set parts the words of titles in the database. */
const BETWEEN = /[^0-9A-Za-z\u0080-\u{10ffff}]+/u;

/** The words of a search. Foreign text: what is nothing to look for is left out. */
export function searchWords(text: string): SearchWord[] {
  let parts = MOST_WORDS;
  return text
    .slice(0, MAX_LENGTH)
    .toWellFormed()
    .trim()
    .split(/\s+/)
    .slice(0, MOST_WORDS)
    .map(searchWord)
    .filter((word) => word !== null)
    .flatMap((word): SearchWord[] => {
      if (word.kind !== 'title') return [word];
      const beginnings = word.beginnings.slice(0, parts);
      parts -= beginnings.length;
      return beginnings.length === 0 ? [] : [{ ...word, beginnings }];
    });
}

function searchWord(text: string): SearchWord | null {
  const number = /^#(\d{1,10})$/.exec(text)?.[1];
  if (number !== undefined && Number(number) < MAX_NUMBER) return { kind: 'number', number: Number(number) };
  if (/^[\w.-]+\/[\w.-]*$/.test(text)) return { kind: 'repo', prefix: text.toLowerCase() };
  const beginnings = text.split(BETWEEN).filter((part) => part !== '');
  if (beginnings.length === 0) return null;
  return { kind: 'title', beginnings, id: /^[0-9a-f-]{4,36}$/i.test(text) ? text.toLowerCase() : null };
}
