import { describe, expect, test } from 'vitest';
import { toolTarget } from '../../../src/claude/stream/tools.ts';

describe('toolTarget', () => {
  test.each<[name: string, input: unknown, target: string]>([
    ['Edit', { file_path: '/work/src/login.ts', old_string: 'a', new_string: 'b' }, 'Edit src/login.ts'],
    ['MultiEdit', { file_path: '/work/a.ts', edits: [] }, 'MultiEdit a.ts'],
    ['Write', { file_path: '/work/x.txt', content: 'hi' }, 'Write x.txt'],
    ['Read', { file_path: '/etc/hosts' }, 'Read /etc/hosts'],
    ['Read', { file_path: '/workshop/a.ts' }, 'Read /workshop/a.ts'],
    ['Read', { file_path: '/work/..a/b' }, 'Read ..a/b'],
    ['Read', { file_path: 'src/a.ts' }, 'Read src/a.ts'],
    ['NotebookEdit', { notebook_path: '/work/a.ipynb', new_source: '' }, 'NotebookEdit a.ipynb'],
    ['LS', { path: '/work' }, 'LS .'],
    ['Bash', { command: 'npm test', description: 'Runs the tests' }, 'Bash npm test'],
    ['Bash', { command: 'cat <<E\n\ta\u2028b\nE\n' }, 'Bash cat <<E a b E'],
    ['Grep', { pattern: 'TODO', path: '/work/src' }, 'Grep "TODO" in src'],
    ['Grep', { pattern: 'TODO', path: '/work' }, 'Grep "TODO" in .'],
    ['Grep', { pattern: 'a b', glob: '*.ts' }, 'Grep "a b" (*.ts)'],
    ['Glob', { pattern: '**/*.ts', path: '/srv' }, 'Glob **/*.ts in /srv'],
    ['WebFetch', { url: 'https://example.org/a', prompt: 'what' }, 'WebFetch https://example.org/a'],
    ['WebSearch', { query: 'how to' }, 'WebSearch "how to"'],
    ['Task', { description: 'Look around', prompt: 'look', subagent_type: 'general-purpose' }, 'Task Look around (general-purpose)'],
    ['Agent', { prompt: 'look' }, 'Agent look'],
    ['TodoWrite', { todos: [{ content: 'a', status: 'completed' }, { content: 'b', status: 'pending' }, null] }, 'TodoWrite 1 of 3 done'],
    ['TaskCreate', { subject: 'Write tests' }, 'TaskCreate Write tests'],
    ['TaskUpdate', { taskId: '3', status: 'completed' }, 'TaskUpdate 3: completed'],
    ['TaskUpdate', { taskId: 3 }, 'TaskUpdate 3'],
    ['BashOutput', { bash_id: 'b1' }, 'BashOutput b1'],
    ['TaskStop', { task_id: 't1' }, 'TaskStop t1'],
    ['Skill', { skill: 'dataviz', args: 'a chart' }, 'Skill dataviz a chart'],
    ['Skill', { skill: 'dataviz' }, 'Skill dataviz'],
    ['ExitPlanMode', { plan: '\n# The plan\n\nFirst …' }, 'ExitPlanMode # The plan'],
    ['AskUserQuestion', { questions: [{ question: 'Which one?' }] }, 'AskUserQuestion Which one?'],
    ['SendMessage', { to: 'tester', message: 'go' }, 'SendMessage to tester'],

    ['mcp__github__create_issue', { owner: 'me', title: 'Login fails' }, 'github create_issue "Login fails"'],
    ['mcp__files__read', { path: '/work/a b.txt' }, 'files read a b.txt'],
    ['mcp__claude_ai_Docs__list', {}, 'claude_ai_Docs list'],
    ['mcp__odd', { query: 'x' }, 'mcp__odd x'],
    ['Invented', { path: '/work/src/a.ts' }, 'Invented src/a.ts'],
    ['Invented', { strength: 5, colour: 'red' }, 'Invented 5'],
    ['Invented', { deep: { command: 'x' }, list: ['a'] }, 'Invented'],
    ['constructor', {}, 'constructor'],

    ['Edit', {}, 'Edit'],
    ['Edit', { file_path: null }, 'Edit'],
    ['Edit', null, 'Edit'],
    ['Edit', 'file_path', 'Edit'],
    ['Edit', ['a'], 'Edit'],
    ['Grep', {}, 'Grep'],
    ['TodoWrite', { todos: 'none' }, 'TodoWrite'],
    ['AskUserQuestion', { questions: [] }, 'AskUserQuestion'],
    ['SendMessage', {}, 'SendMessage'],
    ['Bash', undefined, 'Bash'],
  ])('%s %j: %s', (name, input, target) => {
    expect(toolTarget(name, input, '/work')).toBe(target);
  });

  test('without a directory, paths stay as they are', () => {
    expect(toolTarget('Edit', { file_path: '/work/a.ts' }, '')).toBe('Edit /work/a.ts');
  });
});
