import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Manifest } from '../../evals/record/manifest.ts';
import { type Choice } from './open-suite.ts';

const TEMPERATURE = 'judgeTemperature';

/** What took part in a run and is not in its arm. */
export async function versions({ settings, judgeTemperature }: Choice): Promise<Record<string, string>> {
  const manifest = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as unknown;
  const prices = await readFile(new URL('../../agent/prices.ts', import.meta.url));
  return {
    fettle: z.object({ version: z.string() }).parse(manifest).version,
    node: process.versions.node,
    sandbox: settings.sandbox.image,
    prices: createHash('sha256').update(prices).digest('hex'),
    ...(judgeTemperature === null ? {} : { [TEMPERATURE]: String(judgeTemperature) }),
  };
}

/** The temperature that a run's judge was asked with; null for the model's own. */
export function temperatureIn({ versions: its }: Manifest): number | null {
  const text = its[TEMPERATURE];
  return text === undefined ? null : Number(text);
}
