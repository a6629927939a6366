import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Lingering, type LingerRules } from '../../src/turn/lingering.ts';

const task = { id: 'b1', type: 'local_bash', description: 'Sleeps', status: 'running' };

function watch(rules: Partial<LingerRules> = {}): { lingering: Lingering; seen: string[] } {
  const seen: string[] = [];
  const lingering = new Lingering(
    { onBackgroundTasks: 'wait', backgroundTimeout: 60, ...rules },
    ({ tasks, isStopped }) => seen.push(`${isStopped ? 'stops' : 'waits'} for ${tasks.length}`),
    () => seen.push('stop'),
  );
  return { lingering, seen };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a claude that has answered', () => {
  test('and ends is not mentioned', () => {
    const { lingering, seen } = watch();
    lingering.answered([]);
    vi.advanceTimersByTime(4000);
    lingering.ended();
    vi.advanceTimersByTime(100_000);
    expect(seen).toEqual([]);
  });

  test('and has a task is waited for, up to the limit', () => {
    const { lingering, seen } = watch();
    lingering.answered([task]);
    expect(seen).toEqual(['waits for 1']);
    vi.advanceTimersByTime(59_999);
    expect(seen).toEqual(['waits for 1']);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(['waits for 1', 'stops for 1', 'stop']);
  });

  test('and answers again gets its time again', () => {
    const { lingering, seen } = watch();
    lingering.answered([task]);
    vi.advanceTimersByTime(50_000);
    lingering.answered([]);
    vi.advanceTimersByTime(4000);
    expect(seen).toEqual(['waits for 1']);
    vi.advanceTimersByTime(56_000);
    expect(seen).toEqual(['waits for 1', 'waits for 0', 'stops for 0', 'stop']);
  });

  test('and has a task is ended at once if tasks are to be stopped', () => {
    const { lingering, seen } = watch({ onBackgroundTasks: 'stop' });
    lingering.answered([task]);
    expect(seen).toEqual(['stops for 1', 'stop']);
  });

  test('and has none is not ended at once', () => {
    const { lingering, seen } = watch({ onBackgroundTasks: 'stop' });
    lingering.answered([]);
    vi.advanceTimersByTime(10_000);
    expect(seen).toEqual(['waits for 0']);
  });

  test('and has ended before its answer is read is not waited for', () => {
    const { lingering, seen } = watch({ onBackgroundTasks: 'stop' });
    lingering.ended();
    lingering.answered([task]);
    vi.advanceTimersByTime(100_000);
    expect(seen).toEqual([]);
  });
});
