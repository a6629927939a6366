import { isAbsolute, relative, sep } from 'node:path';
import { isObject } from '../../core/json.ts';

type Input = Record<string, unknown>;
/** What a tool is called on, in a few words; empty if there is nothing to say. */
type Describe = (input: Input, cwd: string) => string;

/**
 * A tool call in one line, as `Edit src/login.ts`, `Bash npm test`, `Grep "TODO" in src`: the tool, and what it is called on.
 * Paths inside `cwd` are relative to it. The line may be long, and contains text from Claude: the caller must shorten it and
 * remove control characters before showing it.
 */
export function toolTarget(name: string, input: unknown, cwd: string): string {
  const known = isObject(input) ? input : {};
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  const title = server && tool ? `${server} ${tool}` : name;
  return oneLine(`${title} ${(tools.get(name) ?? tellingValue)(known, cwd)}`);
}

const file: Describe = (input, cwd) => pathIn(cwd, text(input.file_path) || text(input.notebook_path) || text(input.path));
const key =
  (name: string): Describe =>
  (input) =>
    text(input[name]);
const quoted =
  (name: string): Describe =>
  (input) =>
    quote(text(input[name]));
const agent: Describe = ({ description, prompt, subagent_type: type }) =>
  `${text(description) || text(prompt)}${text(type) ? ` (${text(type)})` : ''}`;
const shell: Describe = ({ task_id: task, bash_id: bash, shell_id: shell }) => text(task) || text(bash) || text(shell);

/** Claude's tools, including their names in old releases. */
const tools = new Map<string, Describe>([
  ['Read', file],
  ['Write', file],
  ['Edit', file],
  ['MultiEdit', file],
  ['NotebookRead', file],
  ['NotebookEdit', file],
  ['LS', file],
  ['Bash', key('command')],
  ['PowerShell', key('command')],
  ['Grep', ({ pattern, path, glob }, cwd) => `${quote(text(pattern))}${placeIn(cwd, text(path))}${text(glob) ? ` (${text(glob)})` : ''}`],
  ['Glob', ({ pattern, path }, cwd) => `${text(pattern)}${placeIn(cwd, text(path))}`],
  ['WebFetch', key('url')],
  ['WebSearch', quoted('query')],
  ['ToolSearch', quoted('query')],
  ['Task', agent],
  ['Agent', agent],
  ['BashOutput', shell],
  ['KillShell', shell],
  ['KillBash', shell],
  ['TaskOutput', shell],
  ['TaskStop', shell],
  ['TaskCreate', key('subject')],
  ['TaskUpdate', ({ taskId, status }) => `${text(taskId)}${text(status) ? `: ${text(status)}` : ''}`],
  ['TaskGet', key('taskId')],
  ['TodoWrite', ({ todos }) => progressOf(todos)],
  ['Skill', ({ skill, command, args }) => `${text(skill) || text(command)} ${text(args)}`],
  ['SlashCommand', key('command')],
  ['ExitPlanMode', ({ plan }) => text(plan).trimStart().split('\n')[0] ?? ''],
  ['AskUserQuestion', ({ questions }) => (Array.isArray(questions) && isObject(questions[0]) ? text(questions[0].question) : '')],
  ['SendMessage', ({ to, recipient }) => (text(to) || text(recipient) ? `to ${text(to) || text(recipient)}` : '')],
]);

/** The keys that say most about an unknown tool, the best first. */
const tellingKeys = ['file_path', 'path', 'command', 'url', 'query', 'pattern', 'title', 'name', 'subject', 'description', 'id', 'prompt'];

const tellingValue: Describe = (input, cwd) => {
  const found = tellingKeys.find((name) => text(input[name]) !== '') ?? Object.keys(input).find((name) => text(input[name]) !== '');
  if (found === undefined) return '';
  const value = text(input[found]);
  if (found === 'file_path' || found === 'path') return pathIn(cwd, value);
  return /\s/.test(value) && found !== 'command' ? quote(value) : value;
};

function progressOf(todos: unknown): string {
  if (!Array.isArray(todos)) return '';
  return `${todos.filter((todo) => isObject(todo) && todo.status === 'completed').length} of ${todos.length} done`;
}

function pathIn(cwd: string, path: string): string {
  if (!isAbsolute(path) || !isAbsolute(cwd)) return path;
  const inside = relative(cwd, path);
  if (inside === '') return '.';
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
}

function placeIn(cwd: string, path: string): string {
  return path === '' ? '' : ` in ${pathIn(cwd, path)}`;
}

function quote(value: string): string {
  return value === '' ? '' : `"${value}"`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ').trim();
}
