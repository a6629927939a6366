#!/usr/bin/env node
const argv = process.argv.slice(2);
// These two are done sooner than a cache of compiled code is looked into.
const isSmall = argv[0] === '__complete' || argv[0] === '--version';
if (!isSmall) require('../dist/cli/code-cache.cjs').keepCompiledCode(argv[0]);
// What a shell asks while one types is answered by a small program of its own.
const { main } = argv[0] === '__complete' ? require('../dist/completion/main.cjs') : require('../dist/cli/main.cjs');

// Should it end before it says how: that is no success.
process.exitCode = 1;
main(argv).then((exitCode) => {
  process.exitCode = exitCode;
});
