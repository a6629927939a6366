import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';
import { tsImport } from 'tsx/esm/api';

/** One sign outside of Latin-1 makes every character of a file two bytes, for Node to read and V8 to look through: 2 ms of a turn. */
const inAscii = {
  name: 'in-ascii',
  generateBundle(_, bundle) {
    const spelled = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    // They stand in texts and templates alone, where an escape is the same.
    for (const part of Object.values(bundle)) if (part.type === 'chunk') part.code = part.code.replaceAll(/[^\0-\x7f]/g, spelled);
  },
};

/** The commands and options of the program, as it is now: completion is answered from them, without the program. */
const completionTable = {
  name: 'completion-table',
  async generateBundle() {
    const { completionTable: describe } = await tsImport('./src/completion/describe.ts', import.meta.url);
    this.emitFile({ type: 'asset', fileName: 'table.json', source: JSON.stringify(await describe()) });
  },
};

const source = (path) => fileURLToPath(new URL(`src/${path}`, import.meta.url));
const commands = readdirSync(source('commands'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => source(`commands/${file}`));
const turnEntries = [...['new', 'resume', 'fork'].map((verb) => source(`commands/${verb}.ts`)), source('turn/flow.ts')];

/**
 * Loading a file costs half a millisecond whatever its size. So what every command needs is one, with what two commands have in common
 * and no library comes along with; what a turn needs on top is another, as is what only other commands have in common. What is imported
 * late stays apart.
 */
function planChunks(graph) {
  const reach = (entries) => {
    const reached = new Set(entries);
    for (const id of reached) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(next);
    return reached;
  };
  const core = reach([source('program.ts'), source('commands/shared/context.ts'), source('commands/shared/setting-options.ts')]);
  const turn = reach(turnEntries);
  // What a command loads late counts as a command: else a table's colours would stand with the turn, and load all of that.
  const late = [...reach(commands)].flatMap((id) => (turn.has(id) ? [] : (graph.getModuleInfo(id)?.dynamicallyImportedIds ?? [])));
  const byCommand = [...commands, ...new Set(late)].map((entry) => (turnEntries.includes(entry) ? turn : reach([entry])));
  const isCommon = (id) => new Set(byCommand.filter((reached) => reached.has(id))).size > 1;
  const isLight = (id) => [...reach([id])].every((each) => core.has(each) || !each.includes('node_modules'));
  const common = new Set(byCommand.flatMap((reached) => [...reached].filter((id) => isCommon(id) && isLight(id))));
  // What main.ts needs before it loads the core stays with it: --version loads nothing else.
  const main = reach([source('main.ts')]);
  return (id) => {
    if (main.has(id)) return null;
    if (core.has(id) || (common.has(id) && turn.has(id))) return 'core';
    return common.has(id) ? 'common' : turn.has(id) ? 'turn' : null;
  };
}

let planned;
const chunkOf = (id, context) => {
  planned ??= planChunks(context);
  return planned(id);
};

const shared = {
  platform: 'node',
  external: ['fs-native-extensions'],
};

const output = {
  minify: true,
  comments: { legal: true },
  cleanDir: true,
};

export default defineConfig([
  {
    ...shared,
    plugins: [inAscii],
    input: { main: 'src/main.ts', 'code-cache': 'src/code-cache.ts' },
    preserveEntrySignatures: 'allow-extension',
    output: {
      ...output,
      dir: 'dist/cli',
      // CommonJS starts 10 ms sooner on Node 20: no second loader, and no module made of each built-in one.
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: 'core, turn and common' }] },
    },
  },
  {
    ...shared,
    plugins: [completionTable],
    input: { main: 'src/completion/main.ts' },
    output: { ...output, dir: 'dist/completion', format: 'cjs', entryFileNames: '[name].cjs' },
  },
  {
    ...shared,
    input: { index: 'src/index.ts' },
    output: { ...output, dir: 'dist/library', format: 'esm', chunkFileNames: '[name]-[hash].js' },
  },
]);
