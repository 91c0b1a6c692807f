import { describe, expect, test } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { junitXml } from '../../../src/verifiers/formats/junit.ts';
import type { Report } from '../../../src/verifiers/types.ts';
import { failed, known, missing, report } from '../../cli/results.ts';

const ABOUT = { hostname: 'laptop', startedAt: new Date('2026-01-02T03:04:05.678Z') };
const LISTS = new Set(['testsuite', 'testcase', 'property']);

type Node = Record<string, unknown>;
type Suite = Node & { testcase: (Node & { failure?: Node; error?: Node; skipped?: Node })[] };

function parse(reports: Report[]): { text: string; suites: Suite[]; order: string[] } {
  const text = junitXml(reports, ABOUT);
  expect(XMLValidator.validate(text)).toBe(true);
  const options = { ignoreAttributes: false, attributeNamePrefix: '@', parseAttributeValue: false };
  const tree = new XMLParser({ ...options, isArray: (name) => LISTS.has(name), trimValues: false }).parse(text);
  const order = [...text.matchAll(/^ {4}<([\w-]+)/gm)].map((match) => match[1] ?? '');
  return { text, suites: tree.testsuites.testsuite, order };
}

describe('JUnit XML', () => {
  test('a suite for each check, with counts that are those of its cases', () => {
    const two = failed({
      failures: [
        { key: 'a', text: 'a\nexpected 1', test: 'sums › one' },
        { key: 'b', text: 'b is red\nexpected 2' },
      ],
    });
    const { suites } = parse([report({ check: 'npm:lint a', component: 'a' }), two, missing(), known()]);
    expect(suites.map((it) => [it['@name'], it['@tests'], it['@failures'], it['@errors'], it['@skipped']])).toEqual([
      ['npm:lint a', '1', '0', '0', '0'],
      ['npm:test', '2', '2', '0', '0'],
      ['npm:test', '1', '0', '1', '0'],
      ['npm:test', '1', '0', '0', '1'],
    ]);
    expect(suites[1]?.testcase.map((it) => it['@name'])).toEqual(['sums › one', 'b is red']);
    expect(suites[1]?.testcase[0]?.failure).toEqual({ '@type': 'failed', '@message': 'a', '#text': 'a\nexpected 1' });
    expect(suites[2]?.testcase[0]?.error).toMatchObject({ '@type': 'tool_missing', '@message': 'no Go here' });
    expect(suites[3]?.testcase[0]?.skipped).toEqual({ '@message': 'red before the change too' });
  });

  // What the strictest published schema (Ant's form) asks for; Jenkins' is a superset of it.
  test('every attribute and element that the schema requires, in its order', () => {
    const { suites, order } = parse([failed()]);
    const [suite] = suites;
    expect(Object.keys(suite ?? {}).filter((key) => key.startsWith('@'))).toEqual([
      '@name',
      '@timestamp',
      '@hostname',
      '@tests',
      '@failures',
      '@errors',
      '@skipped',
      '@time',
      '@id',
      '@package',
    ]);
    expect(suite?.['@timestamp']).toBe('2026-01-02T03:04:05');
    expect(suite?.['@time']).toMatch(/^\d+\.\d{3}$/);
    expect(order).toEqual(['properties', 'testcase', 'system-out', 'system-err']);
    expect(Object.keys(suite?.testcase[0] ?? {})).toEqual(['failure', '@name', '@classname', '@time']);
  });

  test('no text of a tool breaks the XML, and no control character survives', () => {
    const nasty = ']]> <b> & "q" \u001b[31mred\u001b[0m \u0000\u0008\ud800 \uffff é 日本\r\nnext\ttab';
    const { text, suites } = parse([
      failed({ check: nasty, command: nasty, summary: nasty, detail: nasty, failures: [{ key: 'k', text: nasty }] }),
      failed({ failures: [], detail: nasty }),
    ]);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/);
    expect(suites[0]?.testcase[0]?.failure?.['#text']).toBe(']]> <b> & "q" red \ufffd  é 日本\nnext\ttab');
    expect(suites[0]?.['@name']).toBe(suites[0]?.testcase[0]?.['@classname']);
  });

  test('nothing at all is still a document', () => {
    expect(junitXml([], ABOUT)).toContain('<testsuites>\n</testsuites>');
  });
});
