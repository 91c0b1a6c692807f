import { readFileSync } from 'node:fs';
import type { User } from './users.ts';

export const load = (path: string): User[] => JSON.parse(readFileSync(path, 'utf8')) as User[];
