// Loaded into a program that is measured: notes the most memory that it ever had, in kB. The kernel's rusage is not used, since it
// counts what the parent had when it forked.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  writeFileSync(process.env.CHORUS_BENCH_PEAK, String(peak));
});
