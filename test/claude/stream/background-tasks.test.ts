import { describe, expect, test } from 'vitest';
import { BackgroundTasks } from '../../../src/claude/stream/background-tasks.ts';
import type { Message } from '../../../src/claude/stream/messages.ts';

const started = { type: 'system', subtype: 'task_started', task_id: 'b1', task_type: 'local_bash', description: 'Sleeps' };
const running = { id: 'b1', type: 'local_bash', description: 'Sleeps', status: 'running' };

describe('what still runs', () => {
  test.each<[what: string, messages: Message[], ids: string[]]>([
    ['nothing', [], []],
    ['what was started', [started], ['b1']],
    ['what was put into the background', [{ ...started, is_backgrounded: true }], ['b1']],
    ['not what Claude waits for', [{ ...started, is_backgrounded: false }], []],
    ['not what has ended', [started, { type: 'system', subtype: 'task_notification', task_id: 'b1', status: 'completed' }], []],
    ['not what was killed', [started, { type: 'system', subtype: 'task_updated', task_id: 'b1', patch: { status: 'killed' } }], []],
    ['what was changed otherwise', [started, { type: 'system', subtype: 'task_updated', task_id: 'b1', patch: { end_time: 1 } }], ['b1']],
    [
      'one of two',
      [started, { ...started, task_id: 'b2' }, { type: 'system', subtype: 'task_notification', task_id: 'b1', status: 'failed' }],
      ['b2'],
    ],
    ['nothing that was never started', [{ type: 'system', subtype: 'task_notification', task_id: 'b9', status: 'running' }], []],
    ['not what is quoted', [{ ...started, type: 'user' }], []],
    ['nothing without an id', [{ ...started, task_id: 5 }], []],
  ])('%s', (_, messages, ids) => {
    const tasks = new BackgroundTasks();
    for (const message of messages) tasks.take(message);
    expect(tasks.running.map(({ id }) => id)).toEqual(ids);
  });
});

test('how a running task ended is reported later', () => {
  const tasks = new BackgroundTasks();
  tasks.take(started);
  const [task] = tasks.running;
  expect(task).toEqual(running);
  tasks.take({ type: 'system', subtype: 'task_notification', task_id: 'b1', status: 'stopped' });
  expect(task).toEqual({ ...running, status: 'stopped' });
});

test('a value of the wrong type counts as absent', () => {
  const tasks = new BackgroundTasks();
  tasks.take({ ...started, description: 7, task_type: null });
  expect(tasks.running).toEqual([{ id: 'b1', type: null, description: null, status: 'running' }]);
});
