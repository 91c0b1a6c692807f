import type { Phase } from '../types.ts';

/** What is known of a folder when a tool's arguments are made up. */
export interface ToolFolder {
  /** Names of the files that lie directly in it. */
  names: ReadonlySet<string>;
  /** Endings of all product files below it, e.g. `.css`. */
  endings: ReadonlySet<string>;
  /** Whether test files, by name, lie below it. */
  hasTests: boolean;
  /** Text of a file that lies directly in it. */
  text(name: string): string | null;
}

export interface Tool {
  /** The last part of a check's id. */
  name: string;
  /** The package that brings it; it must be a declared dependency. */
  dependency: string;
  /** Default: the name. */
  program?: string;
  /** Words of a script that run it. Default: the program. */
  words?: readonly string[];
  phase: Phase;
  /** The files that configure it, by name. */
  config: RegExp;
  /** The key of package.json that does. */
  section?: string;
  /** Runs with its own defaults; then test files, or what `args` sees, are reason enough. */
  bare?: boolean;
  /** Null when, seen closer, there is nothing for it to do. */
  args(folder: ToolFolder): readonly string[] | null;
  fix?: { args: readonly string[]; files: readonly string[] };
}

const JS = 'js,jsx,mjs,cjs,ts,tsx,mts,cts';
const CODE = `**/*.{${JS},vue,svelte}`;
const STYLES = ['.css', '.scss', '.sass', '.less'];
const PRETTY = `**/*.{${JS},vue,json,jsonc,json5,css,scss,less,html,md,mdx,yaml,yml,graphql,hbs}`;
const BIOME = `**/*.{${JS},vue,svelte,astro,json,jsonc,css,graphql}`;

const always =
  (...args: string[]) =>
  () =>
    args;
const enabled = (folder: ToolFolder, part: string): boolean => {
  const text = folder.text('biome.json') ?? folder.text('biome.jsonc') ?? '';
  return !new RegExp(`"${part}"\\s*:\\s*\\{[^{}]*"enabled"\\s*:\\s*false`).test(text);
};

/**
 * Emits nothing: also not the notes of composite and incremental projects, which are switched off. Projects that refer to
 * each other can only be checked in build mode, which puts what it makes where the project's own build does.
 */
const compiler = (folder: ToolFolder): readonly string[] =>
  /"references"\s*:\s*\[\s*\{/.test(folder.text('tsconfig.json') ?? '')
    ? ['-b']
    : ['--noEmit', '--composite', 'false', '--incremental', 'false'];

/** Formatters, linters and compilers. Where two of a line's tools are there, the first is taken (vue-tsc before tsc). */
const STATIC: readonly Tool[] = [
  {
    name: 'prettier',
    dependency: 'prettier',
    phase: 'format',
    config: /^(\.prettierrc(\..+)?|prettier\.config\.\w+)$/,
    section: 'prettier',
    args: always('--check', '.'),
    fix: { args: ['--write', '--ignore-unknown'], files: [PRETTY] },
  },
  {
    name: 'biome-format',
    dependency: '@biomejs/biome',
    program: 'biome',
    phase: 'format',
    config: /^biome\.jsonc?$/,
    args: (folder) => (enabled(folder, 'formatter') ? ['format', '.'] : null),
    fix: { args: ['format', '--write', '--no-errors-on-unmatched'], files: [BIOME] },
  },
  {
    name: 'biome-lint',
    dependency: '@biomejs/biome',
    program: 'biome',
    phase: 'static',
    config: /^biome\.jsonc?$/,
    args: (folder) => (enabled(folder, 'linter') ? ['lint', '.'] : null),
  },
  {
    name: 'oxlint',
    dependency: 'oxlint',
    phase: 'static',
    config: /^(\.oxlintrc\.jsonc?|oxlint\.config\.\w+)$/,
    args: always(),
    fix: { args: ['--fix'], files: [CODE] },
  },
  {
    name: 'eslint',
    dependency: 'eslint',
    phase: 'static',
    config: /^(\.eslintrc(\.\w+)?|eslint\.config\.\w+)$/,
    section: 'eslintConfig',
    args: always('--no-error-on-unmatched-pattern', '.'),
    fix: { args: ['--fix', '--no-error-on-unmatched-pattern'], files: [CODE] },
  },
  {
    name: 'stylelint',
    dependency: 'stylelint',
    phase: 'static',
    config: /^(\.stylelintrc(\..+)?|stylelint\.config\.\w+)$/,
    section: 'stylelint',
    args: ({ endings }) => {
      const there = STYLES.filter((ending) => endings.has(ending));
      return there.length === 0 ? null : there.map((ending) => `**/*${ending}`);
    },
    fix: { args: ['--fix', '--allow-empty-input'], files: ['**/*.{css,scss,sass,less}'] },
  },
  {
    name: 'vue-tsc',
    dependency: 'vue-tsc',
    phase: 'static',
    config: /^tsconfig\.json$/,
    args: compiler,
  },
  {
    name: 'tsc',
    dependency: 'typescript',
    words: ['tsc', 'vue-tsc', 'tsgo', 'tspc', 'svelte-check'],
    phase: 'static',
    config: /^tsconfig\.json$/,
    args: compiler,
  },
];

/** Builds, where no script does them. */
const BUILD: readonly Tool[] = [
  {
    name: 'next',
    dependency: 'next',
    phase: 'build',
    config: /^next\.config\.\w+$/,
    args: always('build'),
  },
  {
    name: 'vite',
    dependency: 'vite',
    words: ['vite', 'vite-node', 'tsup', 'vitepress', 'astro', 'nuxt', 'nuxi', 'svelte-kit'],
    phase: 'build',
    config: /^vite\.config\.\w+$/,
    // A configuration for Vitest alone builds nothing.
    args: (folder) =>
      folder.names.has('index.html') || viteConfigs(folder).some((text) => /\blib\s*:|\binput\s*:/.test(text))
        ? ['build', '--logLevel', 'warn']
        : null,
  },
  {
    name: 'webpack',
    dependency: 'webpack-cli',
    program: 'webpack',
    words: ['webpack', 'webpack-cli'],
    phase: 'build',
    config: /^webpack\.config\.\w+$/,
    args: always(),
  },
  {
    name: 'rollup',
    dependency: 'rollup',
    phase: 'build',
    config: /^rollup\.config\.\w+$/,
    args: ({ names }) => ['-c', [...names].find((name) => /^rollup\.config\.\w+$/.test(name)) ?? 'rollup.config.js'],
  },
  {
    name: 'esbuild',
    dependency: 'esbuild',
    program: 'node',
    words: ['esbuild', 'esbuild.config.js', 'esbuild.config.mjs', 'esbuild.js', 'esbuild.mjs', 'build.mjs', 'build.js'],
    phase: 'build',
    config: /^esbuild(\.config)?\.[cm]?js$/,
    args: ({ names }) => [[...names].find((name) => /^esbuild(\.config)?\.[cm]?js$/.test(name)) ?? 'esbuild.js'],
  },
];

/** Test runners. */
const TEST: readonly Tool[] = [
  {
    name: 'jest',
    dependency: 'jest',
    phase: 'test',
    config: /^jest\.config\.\w+$/,
    section: 'jest',
    bare: true,
    args: always(),
  },
  {
    name: 'vitest',
    dependency: 'vitest',
    phase: 'test',
    config: /^(vitest\.(config|workspace)\.\w+|vite\.config\.\w+)$/,
    bare: true,
    args: ({ hasTests }) => (hasTests ? ['run'] : null),
  },
  {
    name: 'mocha',
    dependency: 'mocha',
    words: ['mocha', '_mocha', 'electron-mocha', 'mochapack'],
    phase: 'test',
    config: /^\.mocharc(\.\w+)?$/,
    section: 'mocha',
    bare: true,
    args: always(),
  },
  {
    name: 'ava',
    dependency: 'ava',
    phase: 'test',
    config: /^ava\.config\.\w+$/,
    section: 'ava',
    bare: true,
    args: always(),
  },
  {
    name: 'jasmine',
    dependency: 'jasmine',
    phase: 'test',
    // Lies in spec/support, so that the dependency alone has to do.
    config: /^jasmine(\.config)?\.\w+$/,
    bare: true,
    args: always(),
  },
  {
    name: 'tap',
    dependency: 'tap',
    phase: 'test',
    config: /^\.taprc$/,
    section: 'tap',
    bare: true,
    args: always(),
  },
];

export const TOOLS: readonly Tool[] = [...STATIC, ...BUILD, ...TEST];

/** Runs the tasks of all packages of a workspace; a root's script that calls one says nothing about which tools. */
export const TASK_RUNNERS = /\b(turbo|nx|lerna|wireit|lage|moon|rush|ultra|preconstruct)\b/;

export const programOf = (tool: Tool): string => tool.program ?? tool.name;
export const wordsThatRun = (tool: Tool): readonly string[] => tool.words ?? [programOf(tool)];

function viteConfigs(folder: ToolFolder): string[] {
  return [...folder.names].filter((name) => /^vite\.config\.\w+$/.test(name)).map((name) => folder.text(name) ?? '');
}
