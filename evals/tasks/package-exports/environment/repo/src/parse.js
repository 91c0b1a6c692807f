export const parse = (text) => Math.round(Number(text.replace(/[^\d.-]/g, '')) * 100);
