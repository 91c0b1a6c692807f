import Module, { createRequire } from 'node:module';
import type Docker from 'dockerode';

/**
 * What dockerode loads for ssh:// addresses and BuildKit sessions, which are never used here: half of a worker's start
 * and 20 MB of its memory. Each is named with the package that asks for it.
 */
const UNUSED = [
  ['docker-modem', 'ssh2'],
  ['dockerode', '@grpc/grpc-js'],
  ['dockerode', '@grpc/proto-loader'],
] as const;

/** dockerode, loaded with empty modules in place of what is unused. Where that can't be done it is loaded whole. */
export function loadDockerode(): typeof Docker {
  const require = createRequire(import.meta.url);
  const from = createRequire(require.resolve('dockerode'));
  const stood = UNUSED.flatMap(([user, name]) => {
    const path = createRequire(from.resolve(user)).resolve(name);
    if (require.cache[path] !== undefined) return [];
    require.cache[path] = Object.assign(new Module(path), { exports: {}, loaded: true });
    return [path];
  });
  try {
    return require('dockerode') as typeof Docker;
  } finally {
    // Whoever else in this process wants one of them gets the real one.
    for (const path of stood) delete require.cache[path];
  }
}
