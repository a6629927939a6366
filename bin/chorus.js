#!/usr/bin/env node
const { enableCompileCache } = require('node:module');

const argv = process.argv.slice(2);
// Compiled code is kept between runs, by Node itself from 22.8 on; it has to be asked for before the program is loaded.
if (enableCompileCache) enableCompileCache();
else if (argv[0] !== '__complete' && argv[0] !== '--version') require('../dist/cli/code-cache.cjs').keepCompiledCode();
// What a shell asks while one types is answered by a small program of its own.
const { main } = argv[0] === '__complete' ? require('../dist/completion/main.cjs') : require('../dist/cli/main.cjs');

// Should it end before it says how: that is no success.
process.exitCode = 1;
main(argv).then((exitCode) => {
  process.exitCode = exitCode;
});
