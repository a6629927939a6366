import { describe, expect, test } from 'vitest';
import { amount, fields, isObject, list, narrow, number, objects, parseObject, type Read, text, texts } from '../../src/core/json.ts';

test.each<[json: string | Buffer, expected: unknown]>([
  ['{"a":1}', { a: 1 }],
  [Buffer.from('{"name":"é"}'), { name: 'é' }],
  ['[]', undefined],
  ['null', undefined],
  ['"text"', undefined],
  ['{"a":', undefined],
  ['', undefined],
])('%o parses to %o', (json, expected) => {
  expect(parseObject(json)).toEqual(expected);
});

test.each<[value: unknown, expected: boolean]>([
  [{}, true],
  [[], false],
  [null, false],
  ['{}', false],
])('%o is an object: %s', (value, expected) => {
  expect(isObject(value)).toBe(expected);
});

describe('a value of another type counts as absent', () => {
  test.each<[name: string, value: unknown, expected: unknown, read: Read]>([
    ['text', 'a', 'a', text],
    ['text', '', '', text],
    ['text', 1, undefined, text],
    ['texts', ['a', 1, 'b'], ['a', 'b'], texts],
    ['texts', 'a', undefined, texts],
    ['list', [1, null], [1, null], list],
    ['list', { length: 0 }, undefined, list],
    ['number', -0.5, -0.5, number],
    ['number', JSON.parse('1e999'), undefined, number],
    ['number', '1', undefined, number],
    ['amount', 0, 0, amount],
    ['amount', -1, undefined, amount],
    ['amount', Number.MAX_SAFE_INTEGER + 1, undefined, amount],
    ['objects', [{ a: 1 }, 'b', null, [2]], [{ a: 1 }], objects],
    ['objects', { a: 1 }, [], objects],
  ])('%s reads %o as %o', (_, value, expected, read) => {
    expect(read(value)).toEqual(expected);
  });
});

test('narrow drops the keys of the wrong type, keeps the others, and leaves its argument as it is', () => {
  const object = { name: 'auth', turns: '3', unknown: [1] };
  expect(narrow(object, { name: text, turns: number, cost: number })).toEqual({ name: 'auth', unknown: [1] });
  expect(object.turns).toBe('3');
});

test('fields narrows an inner object, and only an object', () => {
  const readUsage = fields({ tokens: amount });
  expect(narrow({ usage: { tokens: -1 } }, { usage: readUsage })).toEqual({ usage: {} });
  expect(narrow({ usage: [1] }, { usage: readUsage })).toEqual({});
});
