import { firstLine } from '../../../text/clip.ts';
import { escapeHtml } from './escape.ts';

/** All plots are as wide as this and scale with the page. */
export const WIDTH = 1000;

export const svg = (height: number, about: string, parts: readonly string[]): string =>
  `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(about)}">\n${parts.join('\n')}\n</svg>`;

export const rect = (of: {
  x: number;
  y: number;
  width: number;
  height: number;
  is: string;
  title?: string;
  opacity?: number;
}): string =>
  `<rect x="${px(of.x)}" y="${px(of.y)}" width="${px(of.width)}" height="${px(of.height)}" rx="2" class="${of.is}"${of.opacity === undefined ? '' : ` fill-opacity="${px(of.opacity)}"`}>${titled(of.title)}</rect>`;

export const line = (of: { x1: number; y1: number; x2: number; y2: number; is: string }): string =>
  `<line x1="${px(of.x1)}" y1="${px(of.y1)}" x2="${px(of.x2)}" y2="${px(of.y2)}" class="${of.is}"/>`;

export const dot = (of: { x: number; y: number; title: string }): string =>
  `<circle cx="${px(of.x)}" cy="${px(of.y)}" r="5" class="value">${titled(of.title)}</circle>`;

/** Longer texts end in an ellipsis; the whole is shown when a mouse rests on it. */
export function label(
  text: string,
  of: { x: number; y: number; is?: string; anchor?: 'start' | 'middle' | 'end'; max?: number },
): string {
  const cut = of.max !== undefined && text.length > of.max;
  const shown = of.max === undefined ? text : firstLine(text, of.max);
  const attributes = [
    `x="${px(of.x)}" y="${px(of.y)}"`,
    ...(of.is === undefined ? [] : [`class="${of.is}"`]),
    ...(of.anchor === undefined ? [] : [`text-anchor="${of.anchor}"`]),
  ];
  return `<text ${attributes.join(' ')}>${escapeHtml(shown)}${cut ? titled(text) : ''}</text>`;
}

const titled = (text: string | undefined): string => (text === undefined ? '' : `<title>${escapeHtml(text)}</title>`);

/** Two decimals are enough for any screen, and the same on every machine. */
export const px = (x: number): string => String(Math.round(x * 100) / 100);

/** About five round steps from low to high. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * step);
}
