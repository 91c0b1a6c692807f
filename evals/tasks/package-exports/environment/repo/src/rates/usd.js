import { TABLE } from './internal/table.js';

export const rate = TABLE.usd;
