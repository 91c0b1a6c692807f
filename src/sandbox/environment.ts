import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Environment, SandboxSettings, Service } from './types.ts';

/** A repository asks for what is not to be had here; its checks could not run, and for which reason. */
export class EnvironmentProblem extends UserError {
  readonly reason: 'toolchain' | 'needs_service';

  constructor(reason: EnvironmentProblem['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** An environment after the operator's lists had their say. */
export interface Resolved {
  repo: string;
  image: string;
  services: readonly Service[];
}

/** Throws an EnvironmentProblem that names what is wanted and what is allowed. */
export function resolveEnvironment(environment: Environment, settings: SandboxSettings): Resolved {
  const { repo, image, offeredImage, services } = environment;
  const images = new Map([[settings.image, settings.image], ...(settings.images ?? []).map(nameAndImage)]);
  const allowedServices = new Set(settings.serviceImages ?? []);
  if (image !== null && !images.has(image)) {
    throw new EnvironmentProblem(
      'toolchain',
      `The repository asks for the sandbox image ${image}, which is not allowed here. Allowed: ${[...images.keys()].join(', ')} (FETTLE_SANDBOX_IMAGES).`,
    );
  }
  for (const service of services) {
    if (allowedServices.has(service.image)) continue;
    const allowed = allowedServices.size === 0 ? 'none' : [...allowedServices].join(', ');
    throw new EnvironmentProblem(
      'needs_service',
      `The repository asks for the service ${service.name} from the image ${service.image}, which is not allowed here. Allowed: ${allowed} (FETTLE_SERVICE_IMAGES).`,
    );
  }
  const wanted = image ?? offeredImage ?? settings.image;
  return { repo, image: images.get(wanted) ?? settings.image, services };
}

/** `name=image`: who asks for `name` gets `image`. */
function nameAndImage(entry: string): [string, string] {
  const [name, image] = entry.split('=').map((part) => part.trim());
  return [name ?? entry, image || (name ?? entry)];
}

/** What stands for all that checks run on: the image's id, and the services next to it. */
export function environmentId(imageId: string, services: readonly Service[]): string {
  if (services.length === 0) return imageId;
  return `${imageId}+${createHash('sha256').update(JSON.stringify(services)).digest('hex').slice(0, 12)}`;
}
