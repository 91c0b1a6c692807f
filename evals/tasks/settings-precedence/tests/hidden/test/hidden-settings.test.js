import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS } from '../src/defaults.js';
import { loadSettings } from '../src/settings.js';

test('environment over file over default', () => {
  assert.equal(loadSettings('{"port": 9000}', { APP_PORT: '9100' }).port, 9100);
  assert.equal(loadSettings('{"port": 9000}', { APP_HOST: '::' }).port, 9000);
  assert.equal(loadSettings('{}', { APP_MAX_UPLOAD_MB: '2.5' }).maxUploadMb, 2.5);
  assert.equal(loadSettings('{}', { APP_S3_BUCKET: 'b' }).s3Bucket, 'b');
});

test('false and zero do override', () => {
  const settings = loadSettings('{"keepExif": true}', { APP_KEEP_EXIF: 'false', APP_PORT: '0' });
  assert.equal(settings.keepExif, false);
  assert.equal(settings.port, 0);
  assert.equal(loadSettings('{}', { APP_KEEP_EXIF: '0' }).keepExif, false);
  assert.equal(loadSettings('{"keepExif": false}', { APP_KEEP_EXIF: '1' }).keepExif, true);
});

test('empty values', () => {
  const settings = loadSettings('{"port": 9000, "keepExif": false}', { APP_PORT: '', APP_KEEP_EXIF: '', APP_BANNER_TEXT: '' });
  assert.equal(settings.port, 9000);
  assert.equal(settings.keepExif, false);
  assert.equal(settings.bannerText, '');
});

test('bad values name the variable', () => {
  for (const bad of ['12px', 'NaN', 'Infinity', 'abc']) {
    assert.throws(() => loadSettings('{}', { APP_MAX_UPLOAD_MB: bad }), /APP_MAX_UPLOAD_MB/);
  }
  for (const bad of ['yes', 'TRUE ', '2']) assert.throws(() => loadSettings('{}', { APP_KEEP_EXIF: bad }), /APP_KEEP_EXIF/);
});

test('strings are taken as they are, unknown variables ignored, no environment by itself', () => {
  assert.equal(loadSettings('{}', { APP_BANNER_TEXT: '007', APP_NOPE: '1', PATH: '/bin' }).bannerText, '007');
  assert.deepEqual(Object.keys(loadSettings('{}', { APP_NOPE: '1' })).sort(), Object.keys(DEFAULTS).sort());
  process.env.APP_PORT = '1234';
  assert.equal(loadSettings('{}').port, 8080);
});
