import { HttpError, page } from '../http/reply.ts';
import { plainRoute, type Route } from '../http/router.ts';
import { sameLabel } from '../state/world.ts';
import { issueView } from '../views/issue.ts';

/** Words of a search that say something about each issue; another one is a mistake here, so that none is ignored. */
const QUALIFIER = /(label|user|is|archived|updated):((?:"[^"]*",?)+|\S+)\s*/y;

/** Issues of what the asker may see. The real search lags behind by seconds and finds a thousand at most. */
export const searchRoutes: readonly Route[] = [
  plainRoute('GET /search/issues', 'installation', null, ({ world, url, actor }) => {
    const wanted = parse(url.searchParams.get('q') ?? '');
    const has = (key: string, value: string) => wanted.some((it) => it.key === key && it.value === value);
    const labels = wanted.filter((it) => it.key === 'label');
    const since = wanted.find((it) => it.key === 'updated')?.value.replace(/^>=/, '') ?? '';
    const owners = wanted.filter((it) => it.key === 'user').map((it) => it.value.toLowerCase());
    const found = world.repositories
      .filter((repo) => owners.length === 0 || owners.includes(repo.owner.login.toLowerCase()))
      .filter(
        (repo) => !repo.private || (actor.kind === 'installation' && actor.token.installation.owner === repo.owner),
      )
      .filter((repo) => !has('archived', 'false') || !repo.archived)
      .flatMap((repo) => [...repo.issues.values()].map((issue) => ({ repo, issue })))
      .filter(({ issue }) => !has('is', 'issue') || issue.pull === null)
      .filter(({ issue }) => !has('is', 'open') || issue.state === 'open')
      .filter(({ issue }) => issue.updatedAt >= since)
      .filter(({ issue }) =>
        labels.every(({ value }) =>
          namesIn(value).some((name) => issue.labels.some((label) => sameLabel(label, name))),
        ),
      )
      .toSorted((a, b) => b.issue.updatedAt.localeCompare(a.issue.updatedAt))
      .slice(0, 1_000);
    return page(
      url,
      found.map(({ repo, issue }) => issueView(world, repo, issue)),
      'items',
    );
  }),
];

/** Several names with a comma between them: one of them is enough. */
const namesIn = (value: string): string[] =>
  [...value.matchAll(/"([^"]*)"|([^,"]+)/g)].map((it) => it[1] ?? it[2] ?? '');

function parse(query: string): { key: string; value: string }[] {
  const found: { key: string; value: string }[] = [];
  QUALIFIER.lastIndex = 0;
  while (QUALIFIER.lastIndex < query.length) {
    const match = QUALIFIER.exec(query);
    if (match === null)
      throw new HttpError(422, `the double does not know this search: ${query}`, { unexpected: true });
    found.push({ key: match[1] ?? '', value: match[2] ?? '' });
  }
  return found;
}
