export const TABLE = { eur: 1, usd: 1.08 };
