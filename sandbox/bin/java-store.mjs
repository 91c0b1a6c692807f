// java-store.mjs BUNDLE STORE  Turns a PEM bundle into a key store, since Java trusts no PEM file. One keytool for each
// certificate would take minutes; the format (JKS, version 2) is four fields and a checksum, and every Java reads it.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const PASSWORD = 'changeit';
const [bundle, store] = process.argv.slice(2);

const number = (value, bytes) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, Math.max(0, bytes - 6), Math.min(bytes, 6));
  return buffer;
};
const text = (value) => Buffer.concat([number(Buffer.byteLength(value), 2), Buffer.from(value)]);

const pem = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g;
const certificates = [...readFileSync(bundle, 'latin1').matchAll(pem)].map((match) => Buffer.from(match[1], 'base64'));
const TRUSTED = 2;
const entries = certificates.flatMap((der, at) => [
  number(TRUSTED, 4), text(`ca-${at}`), number(0, 8), text('X.509'), number(der.length, 4), der,
]);
const data = Buffer.concat([number(0xfeedfeed, 4), number(2, 4), number(certificates.length, 4), ...entries]);
const password = Buffer.from(PASSWORD, 'utf16le').swap16();
const checksum = createHash('sha1').update(password).update('Mighty Aphrodite').update(data).digest();
writeFileSync(store, Buffer.concat([data, checksum]));
