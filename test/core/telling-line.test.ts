import { expect, test } from 'vitest';
import { tellingLine } from '../../src/core/telling-line.ts';

const crash = `node:internal/modules/cjs/loader:1228
  throw err;
  ^

Error: Cannot find module '/opt/claude/cli.js'
    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)
    at node:internal/main/run_main_module:28:49 {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v20.20.2
`;

test.each<[what: string, output: string, line: string | undefined]>([
  ['nothing', '', undefined],
  ['blank lines', '\n  \n', undefined],
  ['one line', '  no licence\n', 'no licence'],
  ['a crash of Node', crash, "Error: Cannot find module '/opt/claude/cli.js'"],
  [
    'a crash in minified code',
    `/opt/cli.js:3\n${'x'.repeat(5000)}\n${' '.repeat(900)}^\n\nTypeError: a is not a function\n    at b\n`,
    'TypeError: a is not a function',
  ],
  [
    "the placeholder of npm's package",
    'Error: claude native binary not installed.\n\nEither postinstall did not run\nor reinstall\n',
    'Error: claude native binary not installed.',
  ],
  ['an error after other words', "Starting\nerror: unknown option '--x'\n(Did you mean --y?)\n", "error: unknown option '--x'"],
  [
    'an error after a warning',
    '(node:7) ExperimentalWarning: localStorage\n(Use `node --trace-warnings ...`)\nInvalid API key\n',
    'Invalid API key',
  ],
  ['words without an error', 'first\nsecond\n', 'first'],
  ['a long line', 'y'.repeat(500), 'y'.repeat(300)],
])('what went wrong is quoted by its first telling line: %s', (_, output, line) => {
  expect(tellingLine(output)).toBe(line);
});
