const SEGMENTER = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A point behind these ends no sentence. */
const SHORTENED = /\b(?:e\.g|i\.e|cf|vs|approx|resp|incl|no|fig)\.$/i;
/** Fenced code, headings, rules, tables and the heads of alerts: what is no sentence. */
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const NO_PROSE = /^ {0,3}(?:#{1,6}(?:\s|$)|\||[-*_=](?:\s*[-*_=]){2,}\s*$|<|\[![A-Z]+\]\s*$)/i;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/;

/**
 * The first sentences of a Markdown text in its own words, each cut to `max` characters: headings, code blocks and tables
 * are passed over, and an item of a list is a sentence. '' where there is none.
 */
export function firstSentences(markdown: string, count: number, max: number): string {
  const found: string[] = [];
  for (const paragraph of paragraphs(markdown)) {
    for (const sentence of sentencesOf(paragraph)) {
      if (found.length === count) return found.join(' ');
      if (!/[\p{L}\p{N}]/u.test(sentence)) continue;
      found.push(sentence.length <= max ? sentence : `${sentence.slice(0, max - 1).toWellFormed()}…`);
    }
  }
  return found.join(' ');
}

function sentencesOf(paragraph: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of SEGMENTER.segment(paragraph)) {
    const before = sentences.at(-1);
    if (before !== undefined && SHORTENED.test(before)) sentences[sentences.length - 1] = `${before} ${segment.trim()}`;
    else sentences.push(segment.trim());
  }
  return sentences;
}

/** Prose without line breaks, an item of a list each its own. */
function* paragraphs(markdown: string): Generator<string> {
  let open: string[] = [];
  let fence: string | null = null;
  for (const line of [...markdown.split(/\r?\n/), '']) {
    const mark: string | undefined = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      continue;
    }
    const ends = mark !== undefined || line.trim() === '' || NO_PROSE.test(line) || ITEM.test(line);
    if (ends && open.length > 0) {
      yield open.join(' ');
      open = [];
    }
    if (mark !== undefined) fence = mark;
    else if (line.trim() !== '' && !NO_PROSE.test(line)) open.push(line.replace(ITEM, '').trim());
  }
}
