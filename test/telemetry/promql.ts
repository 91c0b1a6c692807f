/** What a query of Prometheus names, as far as a test can tell without Prometheus. Throws where it is no query at all. */
export function namesIn(expr: string): { metrics: string[]; labels: string[] } {
  const bare = expr.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  if (/["']/.test(bare.replaceAll('""', ''))) throw new Error(`a quote is open in: ${expr}`);
  balanced(bare, expr);
  const labels = new Set<string>();
  const rest = bare
    .replaceAll(/\{([^}]*)\}/g, (_, matchers: string) => {
      for (const one of matchers.split(',')) labels.add(matcher(one, expr));
      return ' ';
    })
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g, (_, names: string) => {
      for (const name of names.split(',')) labels.add(name.trim());
      return ' ';
    })
    .replaceAll(/\[(?:\d+[smhd]|\$__rate_interval)\]/g, ' ');
  if (/[[\]{}$"]/.test(rest)) throw new Error(`a range is none in: ${expr}`);
  const metrics = new Set<string>();
  for (const [, name = '', called] of rest.matchAll(/([a-zA-Z_:][\w:]*)\s*(\()?/g)) {
    if (called !== undefined) {
      if (!FUNCTIONS.has(name)) throw new Error(`there is no function ${name} in: ${expr}`);
    } else if (!OPERATORS.has(name)) metrics.add(name);
  }
  if (metrics.size === 0) throw new Error(`nothing is measured in: ${expr}`);
  return { metrics: [...metrics], labels: [...labels] };
}

const FUNCTIONS = new Set(['sum', 'min', 'max', 'rate', 'increase', 'histogram_quantile', 'absent']);
const OPERATORS = new Set(['and', 'or', 'unless', 'sum', 'min', 'max']);

function matcher(text: string, expr: string): string {
  const name = /^\s*([a-zA-Z_]\w*)\s*(?:=|!=|=~|!~)\s*""\s*$/.exec(text)?.[1];
  if (name === undefined) throw new Error(`${text} matches nothing in: ${expr}`);
  return name;
}

function balanced(bare: string, expr: string): void {
  const open: string[] = [];
  for (const character of bare) {
    if ('([{'.includes(character)) open.push(')]}'['([{'.indexOf(character)] as string);
    if (')]}'.includes(character) && open.pop() !== character) throw new Error(`a bracket too many in: ${expr}`);
  }
  if (open.length > 0) throw new Error(`a bracket is open in: ${expr}`);
}
