import { defineConfig } from 'rolldown';

/**
 * conf imports ajv whether or not a schema is given: 30 ms of every start, for a validation that chorus does not use.
 * Constructing the stand-in throws, so that a schema can't be given by mistake and silently not be checked.
 */
const withoutAjv = {
  name: 'without-ajv',
  resolveId: (id) => (/^ajv(-formats)?($|\/)/.test(id) ? '\0without-ajv' : null),
  load: (id) =>
    id === '\0without-ajv' ? 'export class Ajv2020 { constructor() { throw new Error("no schema"); } }\nexport default () => {};' : null,
};

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  external: ['fs-native-extensions'],
  plugins: [withoutAjv],
  output: {
    dir: 'dist',
    format: 'esm',
    minify: true,
    comments: { legal: true },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    cleanDir: true,
  },
});
