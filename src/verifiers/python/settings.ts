import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { type Ini, parseIni, sectionData } from './ini.ts';
import { type Project, stringsIn, toolTable } from './project.ts';

/** Where pytest's own settings of a project stand, and what of them matters here. Null: there are none. */
export interface PytestSettings {
  /** Options added to every run. */
  addopts: string;
}

export async function pytestSettings(project: Project, files: RepoFiles): Promise<PytestSettings | null> {
  for (const name of ['pytest.ini', '.pytest.ini']) {
    const text = await files.read(join(project.folder, name));
    if (text !== null) return { addopts: parseIni(text).get('pytest')?.get('addopts') ?? '' };
  }
  const table = toolTable(project.pyproject, 'pytest', 'ini_options') ?? toolTable(project.pyproject, 'pytest');
  if (table !== null) return { addopts: stringsIn(table.addopts).join(' ') };
  const section = project.toxIni.get('pytest') ?? project.setupCfg.get('tool:pytest');
  return section === undefined ? null : { addopts: section.get('addopts') ?? '' };
}

/** Whether a project configures a tool: by a file of its own, a table of pyproject.toml, or a section of an INI file. */
export async function configures(
  project: Project,
  files: RepoFiles,
  { names, table, section }: { names: readonly string[]; table?: string; section?: RegExp },
): Promise<boolean> {
  for (const name of names) if ((await files.read(join(project.folder, name))) !== null) return true;
  if (table !== undefined && toolTable(project.pyproject, table) !== null) return true;
  return (
    section !== undefined &&
    [project.setupCfg, project.toxIni].some((ini) => [...ini.keys()].some((key) => section.test(key)))
  );
}

/** flake8's settings: the first file that has a section of it. */
export async function flake8Settings(project: Project, files: RepoFiles): Promise<Record<string, string> | null> {
  const own = await files.read(join(project.folder, '.flake8'));
  const inis: Ini[] = [project.setupCfg, project.toxIni, ...(own === null ? [] : [parseIni(own)])];
  const section = inis.map((ini) => ini.get('flake8')).find((it) => it !== undefined);
  return section === undefined ? null : sectionData(section);
}
