/** What a page says, without its markup. */
export const textOf = (page: string): string =>
  page
    .replaceAll(/<(svg|style|script)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The cells that hold text of the first row whose name begins so; undefined without one. */
export function tableRow(page: string, name: string): string[] | undefined {
  for (const [, row = ''] of page.matchAll(/<tr>([\s\S]*?)<\/tr>/g)) {
    const [, head = ''] = /<th scope="row">([\s\S]*?)<\/th>/.exec(row) ?? [];
    const said = textOf(head);
    if (said !== name && !said.startsWith(`${name} `)) continue;
    return [...row.matchAll(/<td(?: class="number")?>([\s\S]*?)<\/td>/g)].map(([, cell = '']) => textOf(cell));
  }
  return undefined;
}
