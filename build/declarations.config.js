import { defineConfig } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/** Makes one file of the declarations that `tsc` wrote, with nothing in it that `src/index.ts` does not lead to. */
export default defineConfig({
  input: { index: 'dist/declarations/index.d.ts' },
  plugins: [dts({ dtsInput: true, tsconfig: false })],
  output: { dir: 'dist/types', format: 'esm', cleanDir: true },
});
