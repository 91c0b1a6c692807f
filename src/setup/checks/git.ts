import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Finding } from './finding.ts';

export async function gitCheck(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version']);
    return { what: 'git', ok: true, say: stdout.trim() };
  } catch {
    return { what: 'git', ok: false, say: 'git is not on PATH: install it with your package manager.' };
  }
}
