#!/usr/bin/env node
const argv = process.argv.slice(2);
// What a shell asks for completion is answered by a small program of its own.
const completes = argv[0] === '__complete';
// These two are done before a cache of compiled code would pay.
if (!completes && argv[0] !== '--version') require('./compile-cache.js').keepCompiledCode();
const { main } = completes ? require('../dist/completion/main.cjs') : require('../dist/cli/main.cjs');

// A process that ends before main says how has failed.
process.exitCode = 1;
main(argv).then((exitCode) => {
  process.exitCode = exitCode;
});
