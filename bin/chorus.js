#!/usr/bin/env node
import * as module from 'node:module';

// Node 22.8 and later keep compiled code between runs; it has to be asked for before the program is loaded.
module.enableCompileCache?.();
const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
