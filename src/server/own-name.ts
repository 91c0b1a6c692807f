/** Whether a server with this HOST listens at all of a machine's addresses. */
export const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** What stands in an address by which this machine reaches a server of its own with this HOST. */
export function ownName(host: string): string {
  if (isEverywhere(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
