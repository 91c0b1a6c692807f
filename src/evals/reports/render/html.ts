import { readFileSync } from 'node:fs';
import type { Document, Section, Table } from '../document.ts';
import { chartSvg } from './chart.ts';
import { escapeHtml } from './escape.ts';

/** Nothing is loaded and nothing runs: the page may be opened from anywhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** A report as one self-contained page, without a script, for light and dark screens. */
export function html({ title, lead, sections }: Document): string {
  const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${lead.map((text, at) => `<p class="${at === 0 ? 'lead' : 'note'}">${escapeHtml(text)}</p>`).join('\n')}
${sections.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function section({ title, notes = [], table, chart, folded }: Section): string {
  const body = [
    ...notes.map((note) => `<p class="small">${escapeHtml(note)}</p>`),
    ...(chart === undefined ? [] : [`<div class="wide">${chartSvg(chart)}</div>`]),
    ...(table === undefined ? [] : [`<div class="wide">${tableHtml(table)}</div>`]),
  ].join('\n');
  const heading = `<h2>${escapeHtml(title)}</h2>`;
  return folded === true
    ? `<section><details><summary>${heading}</summary>\n${body}\n</details></section>`
    : `<section>${heading}\n${body}\n</section>`;
}

function tableHtml({ columns, rows, shaded }: Table): string {
  const head = columns.map(
    ({ title, right }) => `<th scope="col"${right === true ? ' class="right"' : ''}>${escapeHtml(title)}</th>`,
  );
  const body = rows.map((cells) => {
    const most = Number(cells.at(-1));
    return `<tr>${cells
      .map((text, at) => {
        const shade = shaded === true && at > 0 && at < cells.length - 1 ? shadeOf(Number(text), most) : '';
        const classes = [columns[at]?.right === true ? 'right' : '', shade].filter(Boolean).join(' ');
        return `<td${classes === '' ? '' : ` class="${classes}"`}>${escapeHtml(text)}</td>`;
      })
      .join('')}</tr>`;
  });
  const hasHead = columns.some(({ title }) => title !== '');
  return `<table>${hasHead ? `<thead><tr>${head.join('')}</tr></thead>` : ''}\n<tbody>\n${body.join('\n')}\n</tbody></table>`;
}

/** From 0 to 10, by the share of the row. */
const shadeOf = (count: number, n: number): string => (n > 0 ? `shade-${Math.round((count / n) * 10)}` : '');
