import { describe, expect, test } from '@jest/globals';
import { judgeCall, type RelayPolicy } from '../../../src/agent/claude-code/relay-policy.ts';

const POLICY: RelayPolicy = { model: 'claude-sonnet-5-5', leftUsd: 1, leftCalls: 1 };
const CALL = {
  model: 'claude-sonnet-5-5',
  max_tokens: 10,
  stream: true,
  system: [{ type: 'text', text: 'Be good.' }],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
  tools: [
    { name: 'Bash', input_schema: { type: 'object' } },
    { type: 'custom', name: 'x', input_schema: { type: 'object' } },
  ],
};
const ruled = (
  change: object = {},
  policy: Partial<RelayPolicy> = {},
  path = '/v1/messages?beta=true',
  method = 'POST',
) => judgeCall({ method, path, headers: {}, body: JSON.stringify({ ...CALL, ...change }) }, { ...POLICY, ...policy });
const user = (...content: object[]) => ({ messages: [{ role: 'user', content }] });

describe('the relay', () => {
  test('passes on a call to the named model, as it is', () => {
    expect(ruled()).toEqual({ kind: 'allow', body: CALL, stream: true });
    expect(ruled({ stream: undefined }, {}, '/v1/messages')).toMatchObject({ kind: 'allow', stream: false });
    expect(ruled(user({ type: 'image', source: { type: 'base64', data: '' } }))).toMatchObject({ kind: 'allow' });
    // What a tool is called with, and what a file says, is text.
    const input = { source: { type: 'url', url: 'https://example.org' } };
    expect(
      ruled({ messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'Bash', input }] }] }),
    ).toMatchObject({ kind: 'allow' });
  });

  test.each<[string, ReturnType<typeof ruled>, number, RegExp]>([
    ['another endpoint', ruled({}, {}, '/v1/models'), 404, /nothing else/],
    ['counting tokens', ruled({}, {}, '/v1/messages/count_tokens?beta=true'), 404, /nothing else/],
    ['a path that goes up', ruled({}, {}, '/v1/messages/../files'), 404, /nothing else/],
    ['another query', ruled({}, {}, '/v1/messages?beta=true&x=1'), 404, /nothing else/],
    ['another method', ruled({}, {}, '/v1/messages', 'GET'), 404, /nothing else/],
    ['another model', ruled({ model: 'claude-opus-5-5' }), 403, /claude-sonnet-5-5 only/],
    ['remote MCP servers', ruled({ mcp_servers: [{ type: 'url', url: 'https://example.org' }] }), 403, /mcp_servers/],
    ['a container of the server', ruled({ container: 'abc' }), 403, /field container/],
    ['a field that is not known', ruled({ fetch_for_me: 'https://example.org' }), 403, /field fetch_for_me/],
    ['the search of the server', ruled({ tools: [{ type: 'web_search_20250305', name: 's' }] }), 403, /: s\./],
    ['the fetch of the server', ruled({ tools: [{ type: 'web_fetch_20250910', name: 'f' }] }), 403, /: f\./],
    ['code on the server', ruled({ tools: [{ type: 'code_execution_20250825', name: 'c' }] }), 403, /: c\./],
    ['a toolset of MCP', ruled({ tools: [{ type: 'mcp_toolset', name: 'm' }] }), 403, /: m\./],
    ['a picture by address', ruled(user({ type: 'image', source: { type: 'url', url: 'https://x' } })), 403, /fetch/],
    [
      'a document by address',
      ruled(user({ type: 'document', source: { type: 'url', url: 'https://x' } })),
      403,
      /fetch/,
    ],
    [
      'a picture by address in a tool result',
      ruled(
        user({
          type: 'tool_result',
          tool_use_id: 'a',
          content: [{ type: 'image', source: { type: 'url', url: 'https://x' } }],
        }),
      ),
      403,
      /fetch/,
    ],
    ['an uploaded file', ruled(user({ type: 'document', source: { type: 'file', file_id: 'x' } })), 403, /fetch/],
    ['an upload to a container', ruled(user({ type: 'container_upload', file_id: 'x' })), 403, /fetch/],
    ['a call without money left', ruled({}, { leftUsd: 0 }), 403, /budget/],
    ['one call too many', ruled({}, { leftCalls: 0 }), 403, /budget/],
    ['a call without messages', ruled({ messages: [] }), 400, /no Messages call/],
  ])('refuses %s', (_what, ruling, status, message) => {
    expect(ruling).toMatchObject({ kind: 'refuse', status, message: expect.stringMatching(message) });
  });

  test('refuses what is no JSON', () => {
    const ruling = judgeCall({ method: 'POST', path: '/v1/messages', headers: {}, body: '{' }, POLICY);
    expect(ruling).toMatchObject({ kind: 'refuse', status: 400, message: 'The body is no JSON.' });
  });
});
