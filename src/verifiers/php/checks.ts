import { checkId, join } from '../components.ts';
import type { Check, Phase, RepoFiles, ToolNeed } from '../types.ts';
import { type PhpProject, packagesOf } from './detect.ts';

const STATIC_TIMEOUT_MS = 5 * 60_000;
const TEST_TIMEOUT_MS = 15 * 60_000;

export const PHPUNIT = ['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'];
export const PHPSTAN = ['phpstan.neon', 'phpstan.neon.dist', 'phpstan.dist.neon'];
export const CS_FIXER = ['.php-cs-fixer.php', '.php-cs-fixer.dist.php'];

/** php-cs-fixer and phpstan where they are configured or declared; phpunit (or Pest) where there are tests. */
export async function checksOf(project: PhpProject, needs: readonly ToolNeed[], files: RepoFiles): Promise<Check[]> {
  const { folder, manifest } = project;
  const packages = new Set(packagesOf(manifest));
  const configOf = async (names: readonly string[]) => {
    for (const name of names) {
      const text = await files.read(join(folder, name));
      if (text !== null) return { name, text };
    }
    return null;
  };
  // A declared tool is the installed one, and otherwise the image's.
  const program = (name: string, declared: boolean) => (declared ? `vendor/bin/${name}` : name);
  const check = (kind: string, phase: Phase, argv: readonly string[], more: Partial<Check> = {}): Check => ({
    id: checkId('php', kind, folder),
    verifier: 'php',
    component: folder,
    phase,
    command: argv.join(' '),
    argv,
    cwd: folder,
    env: { PHP_CS_FIXER_IGNORE_ENV: '1', XDEBUG_MODE: 'off' },
    timeoutMs: phase === 'test' ? TEST_TIMEOUT_MS : STATIC_TIMEOUT_MS,
    tool: kind,
    ...(needs.length === 0 ? {} : { needs }),
    ...more,
  });
  const checks: Check[] = [];
  const fixer = await configOf(CS_FIXER);
  const hasFixer = packages.has('friendsofphp/php-cs-fixer') || packages.has('php-cs-fixer/shim');
  if (fixer !== null || hasFixer) {
    const name = program('php-cs-fixer', hasFixer);
    const paths = fixer === null ? project.codeFolders : [];
    const fix = {
      argv: [name, 'fix', '--using-cache=no', '--path-mode=intersection', '--quiet', '--'],
      files: ['**/*.php'],
    };
    checks.push(
      check('php-cs-fixer', 'format', [name, 'fix', '--dry-run', '--diff', '--using-cache=no', ...paths], { fix }),
    );
  }
  const phpstan = await configOf(PHPSTAN);
  if (phpstan !== null || packages.has('phpstan/phpstan')) {
    const paths = /^\s*paths\s*:/m.test(phpstan?.text ?? '') ? [] : project.codeFolders;
    const argv = [
      program('phpstan', packages.has('phpstan/phpstan')),
      'analyse',
      '--no-progress',
      '--no-interaction',
      '--memory-limit=1G',
      ...paths,
    ];
    checks.push(check('phpstan', 'static', argv));
  }
  if (packages.has('pestphp/pest')) checks.push(check('pest', 'test', ['vendor/bin/pest', '--colors=never']));
  else if ((await configOf(PHPUNIT)) !== null || (packages.has('phpunit/phpunit') && project.tests.length > 0)) {
    const configured = (await configOf(PHPUNIT)) !== null;
    const argv = [
      program('phpunit', packages.has('phpunit/phpunit')),
      '--colors=never',
      '--do-not-cache-result',
      ...(configured ? [] : ['tests']),
    ];
    checks.push(
      check('phpunit', 'test', argv, {
        collect: [...argv.filter((it) => it !== 'tests'), '--list-tests', ...(configured ? [] : ['tests'])],
      }),
    );
  }
  return checks;
}
