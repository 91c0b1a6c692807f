import { isIP } from 'node:net';
import { UserError } from '../errors.ts';

/** What the egress proxy of one prepare lets through; see sandbox/bin/egress.mjs. */
export interface EgressPolicy {
  /** Named by the repository: public addresses only; `host` means ports 443 and 80, `host:port` that one. */
  open: string[];
  /** Named by the operator: `host` or `host:port`, private addresses too. */
  trusted: string[];
}

/** Where hosts are named, by whom. */
export interface NamedHosts {
  /** By the lockfiles and settings of the base commit, and by what its tools use unless told otherwise. */
  repository: readonly string[];
  /** By the operator: FETTLE_SANDBOX_HOSTS. */
  operator: readonly string[];
  /** The registry that npm on this machine uses. */
  registry?: string | null;
  /** Addresses of registries that the operator gave a login for. */
  logins?: readonly string[];
  /** Hosts of the GitHub that Fettle works for, besides github.com's. */
  github?: readonly string[];
}

/** A tool has one registry and its mirrors, not a list of the internet. */
const MAX_TOOL_HOSTS = 20;
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
/** GitHub's own hosts: where a token of somebody's could write. */
const GITHUB = /(?:^|\.)(?:github\.com|githubusercontent\.com|ghcr\.io|github\.dev)$/;

function clean(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/\.(?=:|$)/, '');
}

/** Exact names only. What a repository names badly is left out, and so is GitHub; what the operator does is an error. */
export function egressPolicy(named: NamedHosts): EgressPolicy {
  const trusted = operatorHosts('FETTLE_SANDBOX_HOSTS', named.operator);
  const urls = [named.registry ?? null, ...(named.logins ?? [])];
  trusted.push(...urls.map((url) => (url === null ? null : registryHost(url))).filter((host) => host !== null));
  const open = named.repository
    .map((host) => clean(host).replace(/:(?:443|80)$/, ''))
    .filter((host) => HOST.test(host) && isOpenPort(portOf(host)) && !isGitHub(host, named.github));
  return { open: [...new Set(open)].map(bare).sort(), trusted: [...new Set(trusted)].map(bare).sort() };
}

/** Throws a UserError that names the setting and what in it is no host. */
export function operatorHosts(setting: string, hosts: readonly string[]): string[] {
  return hosts.map((host) => {
    if (HOST.test(clean(host))) return clean(host);
    throw new UserError(`${setting} is wrong: "${host}" is neither a host name nor host:port.`);
  });
}

/** Whether `host` or `host:port` is GitHub, which no sandbox reaches unless the operator lists it. */
export function isGitHub(host: string, own: readonly string[] = []): boolean {
  const name = clean(host).replace(/:\d+$/, '');
  return GITHUB.test(name) || own.some((it) => name === it || name.endsWith(`.${it}`));
}

/** Names that only a machine's own network knows; `metadata.google.internal` is one. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|corp|home|lan|arpa)$/;

/**
 * Why a host that a repository or an agent names is never opened, whoever else agrees; null where it can be. What a
 * public name turns out to be is looked at again when it is resolved, see sandbox/bin/reach.mjs.
 */
export function whyNeverOpen(host: string, github: readonly string[] = []): string | null {
  const name = clean(host);
  if (!HOST.test(name)) return `"${host}" is no host name`;
  if (isGitHub(name, github))
    return 'GitHub is reached from no sandbox unless the operator lists its hosts (FETTLE_SANDBOX_HOSTS)';
  const bareName = bare(name.replace(/:\d+$/, ''));
  if (isIP(bareName) !== 0 || !bareName.includes('.') || LOCAL_NAME.test(bareName))
    return `"${host}" is no public name; addresses and names of a private network are only the operator's to list (FETTLE_SANDBOX_HOSTS)`;
  const open = name.replace(/:(?:443|80)$/, '');
  return isOpenPort(portOf(open)) ? null : `packages come from no such port as that of "${host}"`;
}

function portOf(host: string): number | null {
  const port = /:(\d+)$/.exec(host.replace(/^\[[^\]]*\]/, ''))?.[1];
  return port === undefined ? null : Number(port);
}

/** Where registries are; the ports below are those of mail, shells and other services that nobody installs from. */
function isOpenPort(port: number | null): boolean {
  return port === null || (port > 1023 && port < 65_536);
}

/**
 * The hosts in what a tool printed about its own configuration: URLs (http and https) or bare names with a dot, one a
 * line; whatever else stands there is left out.
 */
export function hostsIn(output: string): string[] {
  const hosts = output.split('\n').flatMap((line) => {
    const text = line.trim().replace(/^["']|["'],?$/g, '');
    if (text.includes('://')) return registryHost(text) ?? [];
    return /^[\w-]+(?:\.[\w-]+)+\.?(?::\d+)?$/.test(text) ? clean(text) : [];
  });
  return [...new Set(hosts)].slice(0, MAX_TOOL_HOSTS);
}

/** IPv6 addresses stand without brackets in the proxy's list. */
function bare(host: string): string {
  return host.replace(/^\[|\](?=:|$)/g, '');
}

function registryHost(registry: string): string | null {
  const url = URL.parse(registry);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return clean(url.port === '' ? url.hostname : `${url.hostname}:${url.port}`);
}

/** A registry on this machine's own loopback can only be reached from the host's network. */
export function proxyNetwork(policy: EgressPolicy): 'bridge' | 'host' {
  const isLoopback = (host: string) => /^(?:localhost|127\.\d+\.\d+\.\d+|::1)(?::\d+)?$/.test(host);
  return policy.trusted.some(isLoopback) ? 'host' : 'bridge';
}
