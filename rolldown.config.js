import { defineConfig } from 'rolldown';

/**
 * conf imports ajv whether or not a schema is given, and semver whether or not there are migrations: 40 ms of a start, for what
 * chorus does not use. Calling a stand-in throws, so that neither can be asked for by mistake and silently not be done.
 */
const unused = 'function unused() { throw new Error("left out of the bundle"); }\nexport { unused as Ajv2020, unused as default };';

/**
 * conf's writer tidies up its temporary files at the end of the process, for which it takes over every signal and sends it again:
 * one Ctrl-C would be two. chorus handles signals itself.
 */
const noExitHook = 'export default () => {};';

const standIns = {
  name: 'stand-ins',
  resolveId: (id) => (/^(ajv|ajv-formats|semver)($|\/)/.test(id) ? '\0unused' : id === 'when-exit' ? '\0no-exit-hook' : null),
  load: (id) => ({ '\0unused': unused, '\0no-exit-hook': noExitHook })[id] ?? null,
};

const turnModules =
  /\/src\/(commands\/(new|resume|fork|shared\/(begin|hold|prompt|turn-command))|session\/(budget|call|conversations|fork-point|hints|judge|judged-turn|lingering|model-change|observer|prepare|prompt|record|system-prompt|turn))\.ts|\/src\/claude\/(?!real-path|transcript|projects|cleanup|settings-file|messages|tools|chain|conversation|last-exchange|said|turns)/;
const execaModules =
  /\/node_modules\/(@sec-ant|@sindresorhus|cross-spawn|execa|figures|get-stream|human-signals|is-plain-obj|is-stream|is-unicode-supported|isexe|npm-run-path|parse-ms|path-key|pretty-ms|shebang-|signal-exit|strip-final-newline|unicorn-magic|which|yoctocolors)/;
const coreModules =
  /\/src\/(program|context)\.ts|\/src\/(session\/(?!doctor|history)|store\/(?!health)|claude\/(?!chain|conversation|last-exchange|said|turns))|\/src\/terminal\/text|\/src\/commands\/shared\/setting-options|\/node_modules\/(commander|env-paths|fastest-levenshtein|is-safe-filename|valibot)/;

const shared = {
  platform: 'node',
  external: ['fs-native-extensions'],
  plugins: [standIns],
};

const output = {
  minify: true,
  comments: { legal: true },
  cleanDir: true,
};

export default defineConfig([
  {
    ...shared,
    input: { main: 'src/main.ts' },
    output: {
      ...output,
      dir: 'dist/cli',
      // CommonJS starts 10 ms sooner on Node 20: no second loader, and no module made of each built-in one.
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      // Loading a file costs half a millisecond whatever its size: what every command needs is one, and what a turn needs on top is
      // another. What is imported late (conf, ora, chalk, the other commands) stays apart.
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [
          { name: 'turn', test: new RegExp(`${turnModules.source}|${execaModules.source}`), priority: 2 },
          { name: 'core', test: coreModules, priority: 1 },
        ],
      },
    },
  },
  {
    ...shared,
    input: { index: 'src/index.ts' },
    output: { ...output, dir: 'dist/library', format: 'esm', chunkFileNames: '[name]-[hash].js' },
  },
]);
