// certificates.mjs  A certificate authority that lives as long as one egress proxy, and certificates that it signs. Node has
// no call for it; of X.509 (RFC 5280) this is the small part that every TLS client asks for.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

const DAY_MS = 24 * 3_600_000;
const [BOOLEAN, INTEGER, BITS, OCTETS, OID, UTF8, TIME, SEQUENCE, SET] = [1, 2, 3, 4, 6, 12, 23, 48, 49];
/** Context tags of the fields that may be left out. */
const context = (number, constructed = true) => (constructed ? 0xa0 : 0x80) + number;

function der(tag, ...parts) {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 + length.length]), length, body]);
}

/** Object identifiers by their encoded bytes. */
const ids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectKey: '551d0e',
  keyUsage: '551d0f',
  otherNames: '551d11',
  isAuthority: '551d13',
  authorityKey: '551d23',
  extendedUsage: '551d25',
  serverAuth: '2b06010505070301',
};
const id = (name) => der(OID, Buffer.from(ids[name], 'hex'));
const algorithm = () => der(SEQUENCE, id('ecdsaWithSha256'));
const nameOf = (text) => der(SEQUENCE, der(SET, der(SEQUENCE, id('commonName'), der(UTF8, Buffer.from(text)))));
const time = (at) => der(TIME, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const extension = (name, critical, value) =>
  der(SEQUENCE, id(name), ...(critical ? [der(BOOLEAN, Buffer.from([255]))] : []), der(OCTETS, value));
const keyId = (key) => createHash('sha1').update(key).digest();

function certificate({ subject, publicKey, issuer, extensions }) {
  const now = Date.now();
  const body = der(
    SEQUENCE,
    der(context(0), der(INTEGER, Buffer.from([2]))),
    // Positive, and without a leading zero byte.
    der(INTEGER, Buffer.concat([Buffer.from([0x4d]), randomBytes(15)])),
    algorithm(),
    nameOf(issuer.name),
    der(SEQUENCE, time(now - DAY_MS), time(now + 7 * DAY_MS)),
    nameOf(subject),
    publicKey,
    der(context(3), der(SEQUENCE, ...extensions,
      extension('subjectKey', false, der(OCTETS, keyId(publicKey))),
      extension('authorityKey', false, der(SEQUENCE, der(context(0, false), keyId(issuer.publicKey)))))),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  const whole = der(SEQUENCE, body, algorithm(), der(BITS, Buffer.from([0]), signature));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}

function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}

function addressBytes(host) {
  if (isIPv4(host)) return Buffer.from(host.split('.').map(Number));
  // The URL parser writes every IPv6 address in hexadecimal groups.
  const [head, tail] = new URL(`http://[${host}]/`).hostname.slice(1, -1).split('::').map((it) => it.split(':').filter(Boolean));
  const groups = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.from(groups.map((it) => it.padStart(4, '0')).join(''), 'hex');
}

/** `certificate` is for those who are to trust it; `issue(host)` gives what a TLS server of that name needs. */
export function createAuthority(name = 'Fettle egress gateway') {
  const authority = { ...keyPair(), name };
  const leaf = keyPair();
  const key = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' });
  return {
    certificate: certificate({
      subject: name,
      publicKey: authority.publicKey,
      issuer: authority,
      extensions: [
        extension('isAuthority', true, der(SEQUENCE, der(BOOLEAN, Buffer.from([255])))),
        // keyCertSign.
        extension('keyUsage', true, der(BITS, Buffer.from([2, 4]))),
      ],
    }),
    issue: (host) => ({
      key,
      cert: certificate({
        subject: 'Fettle',
        publicKey: leaf.publicKey,
        issuer: authority,
        extensions: [
          extension('isAuthority', true, der(SEQUENCE)),
          // digitalSignature.
          extension('keyUsage', true, der(BITS, Buffer.from([7, 0x80]))),
          extension('extendedUsage', false, der(SEQUENCE, id('serverAuth'))),
          extension('otherNames', false, der(SEQUENCE, isIPv4(host) || isIPv6(host)
            ? der(context(7, false), addressBytes(host))
            : der(context(2, false), Buffer.from(host, 'latin1')))),
        ],
      }),
    }),
  };
}
