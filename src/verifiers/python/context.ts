import type { Dependencies } from './dependencies.ts';
import type { Project } from './project.ts';
import type { ToolNeed } from '../types.ts';

/** What the checks of a project have in common, worked out once. */
export interface Context {
  project: Project;
  dependencies: Dependencies;
  needs: ToolNeed[];
  env: Record<string, string>;
  layerEnv: Record<string, string>;
  /** Where its dependencies are installed, relative to the repository's root. */
  venv: string;
  /** Folders inside this project that have tests of their own, relative to it. */
  testedInside: string[];
}
