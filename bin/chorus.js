#!/usr/bin/env node
// Node 22.8 and later keep compiled code between runs; it has to be asked for before the program is loaded.
require('node:module').enableCompileCache?.();
const argv = process.argv.slice(2);
// What a shell asks while one types is answered by a small program of its own.
const { main } = argv[0] === '__complete' ? require('../dist/completion/main.cjs') : require('../dist/cli/main.cjs');

// Should it end before it says how: that is no success.
process.exitCode = 1;
main(argv).then((exitCode) => {
  process.exitCode = exitCode;
});
