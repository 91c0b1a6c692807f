export const issueV1 = (claims) => `v1:${Buffer.from(JSON.stringify(claims)).toString('hex')}`;

export function readV1(text) {
  try {
    return JSON.parse(Buffer.from(text.slice(3), 'hex').toString());
  } catch {
    return null;
  }
}
