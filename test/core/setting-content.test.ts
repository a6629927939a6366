import { expect, test } from 'vitest';
import { isJsonText, problemOfJson, type SettingContent } from '../../src/core/setting-content.ts';

test.each<[content: SettingContent, json: string]>([
  ['mcp-servers', '{"mcpServers":{}}'],
  ['mcp-servers', '\ufeff{"mcpServers":{"a":{"command":"x"}}}'],
  ['claude-settings', '{}'],
  ['agents', '{"a":{"description":"d","prompt":"p"}}'],
  ['agents', '{}'],
  ['json-schema', '{"type":["object","null"],"properties":{"a":true,"b":{"type":"string"}},"required":["a"]}'],
  ['text', '{bad'],
])('%s: %s is fine', (content, json) => {
  expect(problemOfJson(content, json)).toBeUndefined();
});

// Each is refused by claude 2.1.329, or passed over without a word.
test.each<[content: SettingContent, json: string]>([
  ['mcp-servers', '{}'],
  ['mcp-servers', '[]'],
  ['mcp-servers', '{"mcpServers":[]}'],
  ['mcp-servers', '{"mcpServers":{"a":5}}'],
  ['mcp-servers', ''],
  ['claude-settings', '[]'],
  ['claude-settings', '{ // a comment\n}'],
  ['claude-settings', '{"model":"opus",}'],
  ['agents', '{"a":{}}'],
  ['agents', '[]'],
  ['json-schema', '5'],
  ['json-schema', '[]'],
  ['json-schema', '{"type":"zzz"}'],
  ['json-schema', '{"properties":5}'],
  ['json-schema', '{"properties":{"a":{"type":"text"}}}'],
  ['json-schema', 'schema.json'],
])('%s: %s is refused', (content, json) => {
  expect(problemOfJson(content, json)).toMatch(/^must be a JSON /);
});

test('a text that does not parse is refused with the place', () => {
  expect(problemOfJson('claude-settings', '{bad}')).toMatch(/^must be a JSON object; it is not valid JSON: .*position 1/);
});

test('only JSON text is JSON, the rest are paths; a schema is never a path', () => {
  expect(isJsonText('mcp-servers', ' {"a":1}')).toBe(true);
  expect(isJsonText('mcp-servers', '/mcp.json')).toBe(false);
  expect(isJsonText('json-schema', '/schema.json')).toBe(true);
  expect(isJsonText('directory', '{a}')).toBe(false);
});
