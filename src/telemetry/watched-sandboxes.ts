import type { OpenSpec, Sandbox, Sandboxes } from '../sandbox/types.ts';
import { measured } from './scope.ts';

/** The same sandboxes, whose starts, commands and installs are steps. What is carried out there is not told. */
export function watchedSandboxes(sandboxes: Sandboxes): Sandboxes {
  return {
    check: () => sandboxes.check(),
    ensureImage: (onProgress) => sandboxes.ensureImage(onProgress),
    capacity: () => sandboxes.capacity(),
    sweep: (isActive) => sandboxes.sweep(isActive),
    removeOldLayers: () => sandboxes.removeOldLayers(),
    within: (environment) => watchedSandboxes(sandboxes.within(environment)),
    open: async (spec) => {
      const attributes = { 'fettle.purpose': spec.purpose };
      const opened = await measured('sandbox_start', attributes, () => sandboxes.open(spec));
      return watchedSandbox(opened, spec.purpose);
    },
    prepare: (runId, spec, signal) =>
      measured('sandbox_install', {}, async (span) => {
        const prepared = await sandboxes.prepare(runId, spec, signal);
        span?.set({
          'fettle.result': prepared.status,
          'fettle.cached': prepared.status === 'ready' && prepared.cached,
        });
        return prepared;
      }),
  };
}

function watchedSandbox(sandbox: Sandbox, purpose: OpenSpec['purpose']): Sandbox {
  const command = (work: () => ReturnType<Sandbox['run']>) =>
    measured('sandbox_exec', { 'fettle.purpose': purpose }, async (span) => {
      const result = await work();
      span?.set({
        'fettle.result': result.status,
        ...(result.exitCode === null ? {} : { 'process.exit.code': result.exitCode }),
      });
      return result;
    });
  return {
    id: sandbox.id,
    run: (it) => command(() => sandbox.run(it)),
    converse: (it) => command(() => sandbox.converse(it)),
    readFile: (path, maxBytes) => sandbox.readFile(path, maxBytes),
    writeFile: (path, content) => sandbox.writeFile(path, content),
    patch: (maxBytes) => sandbox.patch(maxBytes),
    close: () => sandbox.close(),
  };
}
