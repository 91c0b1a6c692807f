import type Docker from 'dockerode';
import { UserError } from '../errors.ts';
import { loadDockerode } from './dockerode.ts';

/**
 * A client of the engine. `dockerHost` is the DOCKER_HOST setting: `unix:///path`, `tcp://host:port` or
 * `http://host:port`; null finds the usual socket. The API version is left out on purpose: old engines refuse new
 * versions and new engines refuse old ones.
 */
export function connectDocker(dockerHost: string | null): Docker {
  const Docker = loadDockerode();
  if (dockerHost === null) return new Docker();
  if (dockerHost.startsWith('unix://')) return new Docker({ socketPath: dockerHost.slice('unix://'.length) });
  if (dockerHost.startsWith('npipe://')) return new Docker({ socketPath: dockerHost.slice('npipe://'.length) });
  const url = URL.parse(dockerHost.replace(/^tcp:/, 'http:'));
  if (url?.protocol === 'http:' && url.hostname !== '') {
    return new Docker({ protocol: 'http', host: url.hostname, port: Number(url.port || 2375) });
  }
  throw new UserError(`DOCKER_HOST is wrong: ${dockerHost} starts with none of unix://, tcp:// and http://.`);
}

/** The status code of an engine's answer, or null when it didn't answer. */
export function engineStatusCode(error: unknown): number | null {
  const code = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof code === 'number' ? code : null;
}
