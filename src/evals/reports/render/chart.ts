import type { Chart } from '../document.ts';
import { intervalsSvg } from './intervals-svg.ts';
import { scatterSvg } from './scatter-svg.ts';
import { stackedSvg } from './stacked-svg.ts';

/** A plot as inline SVG. Its colours are those of the page. */
export function chartSvg(chart: Chart): string {
  switch (chart.kind) {
    case 'intervals':
      return intervalsSvg(chart);
    case 'stacked':
      return stackedSvg(chart);
    case 'scatter':
      return scatterSvg(chart);
  }
}
