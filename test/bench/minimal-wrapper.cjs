// What any wrapper of claude in Node has to do, and no more: the same argv, the prompt on standard input, the output passed on.
// node minimal-wrapper.cjs <prompt> <claude> <argument>…
const { spawn } = require('node:child_process');

const [prompt, claude, ...argv] = process.argv.slice(2);
const child = spawn(claude, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
child.stdin.end(prompt);
child.stdout.pipe(process.stdout);
child.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 127;
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
