import type { Request } from '../../agent/tools/request.ts';
import type { RepoConfig } from '../../repo-config.ts';
import { whyNeverOpen } from '../../sandbox/hosts.ts';

/** What the operator has: names of images that people's answers can choose from, and no others. */
export interface Offer {
  /** As in FETTLE_SANDBOX_IMAGES: `image` or `name=image`. */
  images: readonly string[];
  serviceImages: readonly string[];
  /** Hosts of the GitHub that Fettle works for, besides github.com's. */
  githubHosts: readonly string[];
}

/**
 * What is missing for a request to be granted at all, whoever may allow it; null when it can be. `installs`: whether the
 * repository has dependencies that are fetched, which is the only time when anything has a way out.
 */
export function whatIsMissing(request: Request, offer: Offer, installs: boolean): string | null {
  switch (request.kind) {
    case 'host': {
      const never = whyNeverOpen(request.name, offer.githubHosts);
      if (never !== null) return never;
      return installs
        ? null
        : 'hosts are only reached while dependencies are fetched, and this repository has none that Fettle fetches';
    }
    case 'service':
      if (offer.serviceImages.includes(request.name)) return null;
      return `the service image ${request.name} is not among those that the operator allows (${names(offer.serviceImages)}; FETTLE_SERVICE_IMAGES)`;
    case 'platform':
    case 'tool':
      if (imageWith(request.name, offer) !== null) return null;
      return `no sandbox image with ${request.name} is there (${names(offer.images)}; FETTLE_SANDBOX_IMAGES)`;
    case 'secret':
    case 'question':
      return null;
  }
}

/**
 * What a request is for, however it is spelled: two of the same kind and subject are the same question to people, also
 * with other variables for a service.
 */
export function subjectOf({ kind, name }: Pick<Request, 'kind' | 'name'>): string {
  const subject = {
    host: () =>
      name
        .toLowerCase()
        .replace(/:(?:443|80)$/, '')
        .replace(/\.(?=:|$)/, ''),
    service: () => name.toLowerCase(),
    platform: () => words(name).join(' '),
    tool: () => words(name).join(' '),
    secret: () => words(name).join(' '),
    // However it is put: there is one.
    question: () => '',
  }[kind]();
  return `${kind}:${subject}`;
}

/** The operator's first image whose name holds this word: `ruby` finds `acme/fettle-ruby:3`. */
export function imageWith(name: string, { images }: Offer): string | null {
  const wanted = words(name).join(' ');
  if (wanted === '') return null;
  const found = images.find((entry) => ` ${words(entry).join(' ')} `.includes(` ${wanted} `));
  return found?.split('=', 1)[0]?.trim() ?? null;
}

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9+]+/)
    .filter(Boolean);
const names = (list: readonly string[]): string => (list.length === 0 ? 'none' : list.slice(0, 20).join(', '));

/** Base's settings with what was granted to this run: the same for agent, baseline and gate, while the plan stays base's. */
export function withGrants(config: RepoConfig, granted: readonly Request[], offer: Offer): RepoConfig {
  return granted.reduce((sum, request) => withGrant(sum, request, offer), config);
}

function withGrant(config: RepoConfig, request: Request, offer: Offer): RepoConfig {
  if (whatIsMissing(request, offer, true) !== null) return config;
  switch (request.kind) {
    case 'host': {
      const host = request.name.toLowerCase().replace(/\.(?=:|$)/, '');
      const hosts = [...new Set([...config.install.hosts, host])];
      return { ...config, install: { ...config.install, hosts } };
    }
    case 'service': {
      const name = serviceName(request.name);
      if (config.services.some((it) => it.name === name)) return config;
      const service = { name, image: request.name, env: request.env ?? {}, port: null, ready: null, writable: [] };
      return { ...config, services: [...config.services, service] };
    }
    case 'platform':
    case 'tool':
      return { ...config, image: imageWith(request.name, offer) };
    case 'secret':
    case 'question':
      return config;
  }
}

/** `ghcr.io/acme/postgres:16` is reached as `postgres`. */
export function serviceName(image: string): string {
  const last = image.split('/').at(-1) ?? image;
  return (last.split(/[:@]/, 1)[0] ?? last).toLowerCase();
}
