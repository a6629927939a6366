#!/usr/bin/env node
// Node 22.8 and later keep compiled code between runs; it has to be asked for before the program is loaded.
require('node:module').enableCompileCache?.();
const { main } = require('../dist/cli/main.cjs');

// Should it end before it says how: that is no success.
process.exitCode = 1;
main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
