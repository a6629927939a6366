// Loaded into a program that is measured: notes the CPU time that it took itself, without that of what it started, in ms.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.CHORUS_BENCH_CPU, String((user + system) / 1000));
});
