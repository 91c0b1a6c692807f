import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { gemNames, type RubyProject } from './detect.ts';

const INSTALL_TIMEOUT_MS = 20 * 60_000;
/** Where gems go, inside the project's folder. */
export const GEMS_FOLDER = '.fettle-deps/ruby';

/** RubyGems' own source, and the host that bundler asks for its index. */
const HOSTS_SCRIPT = `Gem.default_sources.each do |source|
  puts source
  base = Bundler::Fetcher::Base.allocate
  base.instance_variable_set(:@remote, Bundler::Source::Rubygems::Remote.new(URI(source)))
  puts base.fetch_uri
rescue StandardError
  nil
end`;

/** Makes a gem that compiles something fail: that runs its code, which is a setting's to allow. */
const NO_BUILDS = `require 'rubygems/installer'
Gem::Installer.prepend(Module.new do
  def build_extensions
    return if spec.extensions.empty?
    raise Gem::InstallError, "#{spec.full_name} compiles an extension, which runs its code: allow it by install: { scripts: true } in .github/fettle.yml, or lock a precompiled platform of it"
  end
end)
`;

/** Null when no gem is declared: then no check needs the network. */
export async function installOf(
  project: RubyProject,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  const { folder, gemfile, lock } = project;
  if (gemfile === null || gemNames(project).size === 0) return null;
  const input = await inputFiles(project, files);
  const noBuilds = join(folder, '.fettle-deps/install/no-builds.rb');
  if (!config.scripts) input.set(noBuilds, Buffer.from(NO_BUILDS));
  const texts = [gemfile.text, lock?.text ?? ''].join('\n');
  const hosts = [...texts.matchAll(/https?:\/\/(?:[^\s/@'"]*@)?([A-Za-z0-9.-]+)/g)].map((it) =>
    (it[1] ?? '').toLowerCase(),
  );
  return {
    files: input,
    cwd: folder,
    argv: ['bundle', 'install', '--quiet', '--jobs', '2'],
    env: {
      BUNDLE_PATH: `/workspace/${join(folder, GEMS_FOLDER)}`,
      BUNDLE_APP_CONFIG: '/tmp/fettle-bundle',
      BUNDLE_PLUGINS: 'false',
      BUNDLE_DISABLE_VERSION_CHECK: 'true',
      BUNDLE_AUTO_INSTALL: 'false',
      BUNDLE_GEMFILE: `/workspace/${gemfile.path}`,
      ...(lock === null ? {} : { BUNDLE_FROZEN: 'true' }),
      ...(config.scripts ? {} : { RUBYOPT: `-r/workspace/${noBuilds}` }),
    },
    hostsFrom: ['ruby', '-rbundler', '-e', HOSTS_SCRIPT],
    outputs: [
      join(folder, GEMS_FOLDER),
      ...(lock === null
        ? [`${gemfile.path.replace(/gems\.rb$/, 'gems')}${gemfile.path.endsWith('gems.rb') ? '.locked' : '.lock'}`]
        : []),
    ],
    hosts: [...new Set([...hosts, ...config.hosts])].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** The manifests, what they load (a gem's version file), and gems of the repository itself named by `path:`. */
async function inputFiles(project: RubyProject, files: RepoFiles): Promise<Map<string, Buffer>> {
  const { gemfile, lock, gemspecs, folder } = project;
  const wanted = new Set([gemfile, lock, ...gemspecs].flatMap((it) => it?.path ?? []));
  const all = await files.list();
  const texts = [gemfile?.text ?? '', ...gemspecs.map((it) => it.text)].join('\n');
  for (const [, path = ''] of texts.matchAll(/\b(?:require_relative|eval_gemfile|load)[\s(]+['"]([^'"]+)['"]/g)) {
    for (const name of [path, `${path}.rb`]) wanted.add(posix.normalize(join(folder, name)));
  }
  for (const path of all) {
    if (gemspecs.length > 0 && path.startsWith(join(folder, 'lib/')) && path.endsWith('version.rb')) wanted.add(path);
    if (['.ruby-version', '.tool-versions'].some((name) => path === join(folder, name))) wanted.add(path);
  }
  for (const local of localGems(project)) {
    for (const path of all) if (path.startsWith(`${local}/`) && /\.gemspec$|version\.rb$/.test(path)) wanted.add(path);
  }
  const input = new Map<string, Buffer>();
  for (const path of [...wanted].sort()) {
    const text = await files.read(path);
    if (text !== null) input.set(path, Buffer.from(text));
  }
  return input;
}

/** Folders of the repository that the Gemfile takes gems from. */
export const localGems = ({ gemfile, folder }: RubyProject): string[] =>
  [...(gemfile?.text ?? '').matchAll(/\bpath(?::|\s*=>)?[\s(]+['"]([^'"]+)['"]/g)]
    .map((it) => posix.normalize(join(folder, it[1] ?? '')).replace(/\/$/, ''))
    .filter((it) => it !== '.' && !it.startsWith('..') && !it.startsWith('/'));
