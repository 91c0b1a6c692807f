import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv } from '../src/parse.js';

test('doubled quotes', () => {
  assert.deepEqual(parseCsv('sku,name\n17,"Shelf, 60 cm ""Oak"""\n'), [['sku', 'name'], ['17', 'Shelf, 60 cm "Oak"']]);
  assert.deepEqual(parseCsv('"""",""\n'), [['"', '']]);
  assert.deepEqual(parseCsv('"a"",""b",c'), [['a","b', 'c']]);
});

test('line breaks inside quotes stay as they are', () => {
  assert.deepEqual(parseCsv('a,"1\n2"\nb,3\n'), [['a', '1\n2'], ['b', '3']]);
  assert.deepEqual(parseCsv('a,"1\r\n2"\r\nb,3\r\n'), [['a', '1\r\n2'], ['b', '3']]);
  assert.deepEqual(parseCsv('"a\n"\n'), [['a\n']]);
});

test('CRLF gives the same rows as LF', () => {
  const lf = 'a,b\n"1, 2",\n,\nx,"y"\n';
  assert.deepEqual(parseCsv(lf.replaceAll('\n', '\r\n')), parseCsv(lf));
  assert.deepEqual(parseCsv('a,b\r\n1,2'), [['a', 'b'], ['1', '2']]);
});

test('an open quote names the line on which its field began', () => {
  assert.throws(() => parseCsv('a\nb,"c\nd\ne'), /\b2\b/);
  assert.throws(() => parseCsv('"a\n\n\n"\nx,"open\n\n\n'), /\b5\b/);
  assert.throws(() => parseCsv('"'), /\b1\b/);
});

test('what worked still does', () => {
  assert.deepEqual(parseCsv(''), []);
  assert.deepEqual(parseCsv('a,\n,b'), [['a', ''], ['', 'b']]);
  assert.deepEqual(parseCsv('a\n\nb\n'), [['a'], [''], ['b']]);
  assert.deepEqual(parseCsv('"x"'), [['x']]);
});
