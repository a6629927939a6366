import { expect, test } from 'vitest';
import { escapeText, html } from '../../../src/report/page/html.ts';

test.each([
  ['<b>&"\'', '&lt;b&gt;&amp;&quot;&#39;'],
  ['&lt;', '&amp;lt;'],
  ['a\u0000b\u001b[31mc\u202ed', 'abcd'],
  ['two\nlines', 'two\nlines'],
])('%j is written as %j', (text, expected) => {
  expect(escapeText(text)).toBe(expected);
  expect(html`<i title="${text}">${text}</i>`.text).toBe(`<i title="${expected}">${expected}</i>`);
});

test('markup is kept, empty values are left out, and lists are joined', () => {
  expect(html`<p>${html`<b>${'<'}</b>`}${[html`<i></i>`, ' & ', 0, null, undefined, false, [7]]}</p>`.text).toBe(
    '<p><b>&lt;</b><i></i> &amp; 07</p>',
  );
});
