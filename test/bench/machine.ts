import { execFileSync } from 'node:child_process';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { delimiter } from 'node:path';
import type { NodeBinary } from './ground.ts';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
}

export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** The Nodes to measure on: those that are named; else those of CHORUS_BENCH_NODES and the one that runs this. Oldest first. */
export function findNodes(named: readonly string[], env: NodeJS.ProcessEnv): NodeBinary[] {
  const others = (env.CHORUS_BENCH_NODES ?? '').split(delimiter).filter((path) => path !== '');
  const nodes = (named.length > 0 ? named : [process.execPath, ...others]).map(readVersion);
  const isFirst = ({ version }: NodeBinary, index: number) => nodes.findIndex((node) => node.version === version) === index;
  return nodes.filter(isFirst).sort((a, b) => a.major - b.major);
}

function readVersion(path: string): NodeBinary {
  const version = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  return { path, version, major: Number.parseInt(version, 10) };
}
