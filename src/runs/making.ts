import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Profile, profileHash, profileOf, profilePrompt } from '../agent/profiles/profile.ts';
import { shippedPrompt } from '../judge/judge.ts';
import type { JudgeLevel } from '../judge/level.ts';

/** What an attempt was made with, so that it can be told later from one that was made otherwise. */
export interface Making {
  /** The agent's profile by its name, and a hash of all that it says; absent for attempts older than profiles. */
  profile?: string;
  profileHash?: string;
  agentModel: string;
  judgeModel: string;
  /** sha256 of the prompts' texts. */
  agentPrompt: string;
  judgePrompt: string;
  judgeLevel: JudgeLevel;
  /** The engine's id of the image, and of the services next to it; null where the engine did not say. */
  image: string | null;
  /** One hash over the sources of all verifiers and guards: their version. */
  verifiers: string;
  node: string;
}

interface With {
  profile?: Profile;
  agentModel: string;
  judgeModel: string;
  agentPrompt?: string;
  judgePrompt?: string;
}

export function makingOf(it: With, judgeLevel: JudgeLevel, image: string | null): Making {
  const profile = it.profile ?? profileOf('fettle');
  return {
    profile: profile.name,
    profileHash: profileHash(profile),
    agentModel: it.agentModel,
    judgeModel: it.judgeModel,
    agentPrompt: sha256(it.agentPrompt ?? profilePrompt(profile)),
    judgePrompt: sha256(it.judgePrompt ?? shippedPrompt()),
    judgeLevel,
    image,
    verifiers: verifiersVersion(),
    node: process.version,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Files below these folders are what decides whether a check passes and what a guard finds. */
const SOURCES = ['../verifiers/', '../guards/'];

/** sha256 over paths and contents of the sources of all verifiers and guards. */
export function verifiersVersion(): string {
  const hash = createHash('sha256');
  for (const folder of SOURCES) {
    const root = fileURLToPath(new URL(folder, import.meta.url));
    const paths = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) => join(it.parentPath, it.name).slice(root.length).replaceAll('\\', '/'))
      .toSorted();
    for (const path of paths)
      hash
        .update(`${folder}${path}\0`)
        .update(readFileSync(join(root, path)))
        .update('\0');
  }
  return hash.digest('hex');
}
