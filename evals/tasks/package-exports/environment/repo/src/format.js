export const format = (cents, currency) => `${(cents / 100).toFixed(2)} ${currency}`;
