import type { SettingContent } from './setting-content.ts';

type SettingKind = 'text' | 'list' | 'file' | 'number' | 'duration' | 'switch' | 'choice';

interface Row {
  /** The flag in camelCase. */
  key: string;
  /** The flag on chorus's command line. Claude's flags are passed on under the same name; chorus's own are not passed on. */
  flag: string;
  aliases?: readonly string[];
  owner: 'claude' | 'chorus';
  kind: SettingKind;
  /** What the help shows in place of the value. */
  placeholder?: string;
  choices?: readonly string[];
  /** Values that completion offers; others are allowed. */
  suggestions?: readonly string[];
  /** With `tools`, one argument may hold several values, separated by commas or whitespace outside parentheses. */
  separator?: 'tools';
  /** Whether relative paths are resolved from the caller's directory; `or-json` leaves JSON text alone. */
  paths?: 'always' | 'or-json';
  /** What the value holds, or the file or folder that it names: checked before a turn starts. */
  content?: SettingContent;
  isWhole?: boolean;
  /** The values of all layers are joined, the lowest layer first. Otherwise the highest layer replaces the others. */
  joins?: boolean;
  /** Claude also has the flag as `--no-…`, so `false` is passed on too. */
  negatable?: boolean;
  /** Passed only on headless calls (`-p`). */
  headless?: boolean;
  /** The first measured release that has the flag. Source: each flag tried on the 16 releases of `releases.ts`. */
  since?: string;
  help: string;
}

const first = '1.0.60';

/** From 2.1.329. */
const modelAliases = ['opus', 'sonnet', 'haiku', 'fable', 'best', 'opusplan', 'opus[1m]', 'sonnet[1m]', 'fable[1m]'];

const permissionModes = ['acceptEdits', 'auto', 'bypassPermissions', 'default', 'dontAsk', 'manual', 'plan'] as const;

const builtInTools = ['Bash', 'Edit', 'Glob', 'Grep', 'NotebookEdit', 'Read', 'Task', 'TodoWrite', 'WebFetch', 'WebSearch', 'Write'];

/**
 * The only place that defines settings. The options of `new`, `resume`, `fork` and `set`, their types and validation, the argv,
 * `chorus show` and the reference in the docs are derived from it.
 */
const table = [
  claude('model', 'text', first, 'alias (opus, sonnet, …) or full name', {
    placeholder: 'model',
    suggestions: modelAliases,
  }),
  claude('name', 'text', '2.1.100', "what Claude's picker calls the conversation; default: the session's name", { placeholder: 'title' }),
  claude('permissionMode', 'choice', first, 'how tools are permitted', { placeholder: 'mode', choices: permissionModes }),
  claude('inheritPermissionMode', 'choice', '2.1.280', 'how tools are permitted if nothing else says so', {
    placeholder: 'mode',
    choices: permissionModes,
  }),
  claude('allowedTools', 'list', first, 'tools allowed without asking: "Edit,Bash(ls *)"', {
    placeholder: 'tools',
    separator: 'tools',
    suggestions: builtInTools,
    aliases: ['--allowed-tools'],
  }),
  claude('disallowedTools', 'list', first, 'tools that Claude may not use', {
    placeholder: 'tools',
    separator: 'tools',
    suggestions: builtInTools,
    aliases: ['--disallowed-tools'],
  }),
  claude('tools', 'list', '2.0.50', 'built-in tools to offer: names, "default", or "" for none', {
    placeholder: 'tools',
    separator: 'tools',
    suggestions: builtInTools,
  }),
  claude('addDir', 'list', first, 'another directory Claude may use; repeatable', {
    placeholder: 'directory',
    paths: 'always',
    content: 'directory',
  }),
  claude('mcpConfig', 'list', first, 'MCP servers: a JSON file or text; repeatable', {
    placeholder: 'file-or-json',
    paths: 'or-json',
    content: 'mcp-servers',
  }),
  claude('strictMcpConfig', 'switch', first, 'use only the MCP servers of --mcp-config'),
  claude('systemPrompt', 'text', first, 'replace the system prompt', { placeholder: 'prompt' }),
  claude('systemPromptFile', 'file', first, 'replace the system prompt with a file', {
    placeholder: 'file',
    paths: 'always',
    content: 'text',
  }),
  claude('appendSystemPrompt', 'text', first, 'text to add to the system prompt', { placeholder: 'text' }),
  claude('appendSystemPromptFile', 'file', '2.0.50', 'a file to add to the system prompt', {
    placeholder: 'file',
    paths: 'always',
    content: 'text',
  }),
  claude('appendSubagentSystemPrompt', 'text', '2.1.225', "text to add to each subagent's system prompt", {
    placeholder: 'text',
    headless: true,
  }),
  claude('appendSubagentSystemPromptFile', 'file', '2.1.280', "a file to add to each subagent's system prompt", {
    placeholder: 'file',
    paths: 'always',
    content: 'text',
    headless: true,
  }),
  claude('planModeInstructions', 'text', '2.1.150', 'what to do in plan mode, in place of its usual steps', { placeholder: 'text' }),
  claude('agent', 'text', '2.1.50', 'agent to run the session', { placeholder: 'agent' }),
  claude('agents', 'text', '1.0.128', 'custom agents: JSON text or a JSON file', {
    placeholder: 'json-or-file',
    paths: 'or-json',
    content: 'agents',
  }),
  claude('effort', 'choice', '2.1.50', 'how hard the model thinks', {
    placeholder: 'level',
    choices: ['low', 'medium', 'high', 'xhigh', 'max'],
  }),
  claude('thinking', 'choice', '2.1.50', 'whether the model thinks; some models decide by themselves', {
    placeholder: 'mode',
    choices: ['enabled', 'adaptive', 'disabled'],
  }),
  claude('thinkingDisplay', 'choice', '2.1.100', 'how thinking appears in the answer', {
    placeholder: 'display',
    choices: ['summarized', 'omitted', 'highlights'],
  }),
  claude('fastMode', 'choice', '2.1.300', 'faster answers at a higher price', { placeholder: 'on|off', choices: ['on', 'off'] }),
  claude('fallbackModel', 'text', first, 'model to use when the main one is overloaded', {
    placeholder: 'model',
    suggestions: modelAliases,
    headless: true,
  }),
  claude('maxTurns', 'number', first, 'maximum number of agentic turns in one call', { placeholder: 'n', headless: true, isWhole: true }),
  claude('maxThinkingTokens', 'number', '2.0.50', 'maximum number of thinking tokens in one request', {
    placeholder: 'n',
    headless: true,
    isWhole: true,
  }),
  claude('taskBudget', 'number', '2.1.100', 'tokens that the model is told it has for the task', {
    placeholder: 'tokens',
    headless: true,
    isWhole: true,
  }),
  claude('maxBudgetUsd', 'number', '2.0.50', 'maximum cost of one call, in US dollars', { placeholder: 'usd', headless: true }),
  claude('autocompact', 'text', '2.1.225', 'auto-compact window: auto, or a number of tokens', {
    placeholder: 'auto|tokens',
    suggestions: ['auto'],
  }),
  claude('settings', 'text', '1.0.90', 'more Claude settings: a JSON file or text', {
    placeholder: 'file-or-json',
    paths: 'or-json',
    content: 'claude-settings',
  }),
  claude('settingSources', 'text', '1.0.128', 'settings files for Claude to read: user,project,local', {
    placeholder: 'sources',
    suggestions: ['user', 'user,project', 'user,project,local', 'project', 'project,local', 'local'],
  }),
  claude('pluginDir', 'list', '2.0.50', 'load a plugin; repeatable', { placeholder: 'path', paths: 'always', content: 'plugin' }),
  claude('pluginUrl', 'list', '2.1.150', 'URL of a plugin .zip to load; repeatable', { placeholder: 'url' }),
  claude('betas', 'list', '2.1.50', 'beta header for API requests; repeatable', { placeholder: 'beta' }),
  claude('file', 'list', '2.1.50', 'file to download at the start, file_id:path; repeatable', { placeholder: 'spec' }),
  claude('jsonSchema', 'text', '2.0.50', 'JSON Schema that the answer must match', {
    placeholder: 'schema',
    headless: true,
    content: 'json-schema',
  }),
  claude('permissionPrompts', 'choice', '2.1.280', 'who answers permission prompts', {
    placeholder: 'target',
    choices: ['host', 'none'],
    headless: true,
  }),
  claude('permissionPromptTool', 'text', first, 'MCP tool that answers permission prompts', { placeholder: 'tool', headless: true }),
  claude('dangerouslySkipPermissions', 'switch', first, 'skip all permission checks'),
  claude('allowDangerouslySkipPermissions', 'switch', '2.0.50', 'allow permission checks to be turned off later'),
  claude('restricted', 'switch', '2.1.250', "Claude's restricted mode: no tools that run code"),
  claude('safeMode', 'switch', '2.1.200', 'no customizations (CLAUDE.md, skills, hooks, MCP, …)'),
  claude('bare', 'switch', '2.1.100', "Claude's minimal mode"),
  claude('brief', 'switch', '2.1.100', 'offer the SendUserMessage tool'),
  claude('chrome', 'switch', '2.1.50', 'use Claude in Chrome', { negatable: true }),
  claude('ide', 'switch', first, 'connect to the IDE at the start'),
  claude('disableSlashCommands', 'switch', '2.1.50', 'turn off skills and slash commands'),
  claude(
    'excludeDynamicSystemPromptSections',
    'switch',
    '2.1.100',
    'put machine-specific text into the first message, not the system prompt',
  ),
  claude('noSessionPersistence', 'switch', '2.1.50', 'keep no transcript: the conversation cannot be resumed', { headless: true }),
  claude('includePartialMessages', 'switch', '1.0.110', 'include partial messages in the stream', { headless: true }),
  claude('includeHookEvents', 'switch', '2.1.100', 'include hook events in the stream', { headless: true }),
  claude('forwardSubagentText', 'switch', '2.1.225', "include subagents' text in the stream", { headless: true }),
  claude('promptSuggestions', 'choice', '2.1.200', 'include a suggested next prompt in the stream', {
    placeholder: 'true|false',
    choices: ['true', 'false'],
    headless: true,
  }),
  claude('debugFile', 'text', '2.1.50', "file for Claude's debug log", { placeholder: 'file', paths: 'always' }),
  chorus('cwd', 'text', "the session's directory, wherever chorus is called from", { placeholder: 'directory', paths: 'always' }),
  chorus('budgetUsd', 'number', 'maximum cost of the session, in US dollars', { placeholder: 'usd' }),
  chorus('timeout', 'duration', 'end a longer turn: seconds, or 90s, 5m, 2h', { placeholder: 'time' }),
  chorus('idleTimeout', 'duration', 'end a turn that is silent for this long: seconds, or 90s, 5m, 2h', {
    placeholder: 'time',
  }),
  chorus('onBackgroundTasks', 'choice', 'what to do about shell tasks still running after the answer: wait for them, or stop claude', {
    placeholder: 'rule',
    choices: ['wait', 'stop'],
  }),
  chorus('backgroundTimeout', 'duration', 'wait at most this long for claude to end after the answer: seconds, or 90s, 5m, 2h', {
    placeholder: 'time',
  }),
  chorus('vault', 'switch', 'keep a copy of the transcript, to restore a lost one from; vault=false turns it off'),
  chorus('maxAgeDays', 'number', 'age in days after which a conversation counts as expired', { placeholder: 'days' }),
  chorus('expiry', 'choice', 'when an old conversation starts afresh: only when its transcript is gone, or by age alone', {
    placeholder: 'rule',
    choices: ['when-gone', 'by-age'],
  }),
  chorus('onGone', 'choice', 'what to do when a conversation is gone for good', { placeholder: 'rule', choices: ['fail', 'fresh'] }),
  chorus('onModelChange', 'choice', 'what to do when the model changes', { placeholder: 'rule', choices: ['warn', 'fail', 'fresh'] }),
  chorus('onLimit', 'choice', 'what to do when a usage limit ends a turn: fail, or wait until it resets and send the prompt again', {
    placeholder: 'rule',
    choices: ['fail', 'wait'],
  }),
  chorus('onLimitTimeout', 'duration', 'wait at most this long for usage limits: seconds, or 90s, 5m, 2h', { placeholder: 'time' }),
  chorus('extraArgs', 'list', 'arguments for claude that this table does not have; also those after -- on the command line', {
    placeholder: 'argument',
    joins: true,
  }),
] as const satisfies readonly Row[];

type TableRow = (typeof table)[number];

export type SettingKey = TableRow['key'];

/** A row of the table. */
export interface SettingDefinition extends Row {
  key: SettingKey;
}

interface ValueOfKind {
  text: string;
  list: string[];
  file: string;
  number: number;
  /** Seconds. */
  duration: number;
  switch: boolean;
}

type ValueOf<R extends TableRow> = R extends { kind: 'choice'; choices: readonly (infer Choice)[] }
  ? Choice
  : R['kind'] extends keyof ValueOfKind
    ? ValueOfKind[R['kind']]
    : never;

/** Settings of one layer (call, session, profile, defaults), checked: every key is in the table, and every value is of its kind. */
export type Settings = { [R in TableRow as R['key']]?: ValueOf<R> };

/** What to add to a list, and what to take from it, the rest being left as it is. */
export interface ListChange {
  add?: readonly string[] | undefined;
  remove?: readonly string[] | undefined;
}

/** Settings to change; `undefined` removes one, and a `ListChange` changes a list. */
export type SettingChanges = {
  [Key in SettingKey]?: Settings[Key] | (NonNullable<Settings[Key]> extends string[] ? ListChange : never) | undefined;
};

/** The value of any setting. */
export type SettingValue = string | number | boolean | string[];

/** Settings from a file, which a person may have edited; `checkSettings` narrows them. Unknown keys are kept. */
export type KeptSettings = { readonly [Key in SettingKey]?: unknown } & { readonly [key: string]: unknown };

export const settingDefinitions: readonly SettingDefinition[] = table;

export const builtInSettings: Settings = {
  onBackgroundTasks: 'wait',
  backgroundTimeout: 600,
  vault: true,
  maxAgeDays: 25,
  expiry: 'when-gone',
  onGone: 'fail',
  onModelChange: 'warn',
  onLimit: 'fail',
  // Above the five hours of the shortest limit, and far below the week of the longest.
  onLimitTimeout: 21_600,
};

/** The settings that make up the system prompt: passed and remembered together. */
export const systemPromptKeys = ['systemPrompt', 'systemPromptFile', 'appendSystemPrompt', 'appendSystemPromptFile'] as const;

const byKey = new Map<string, SettingDefinition>(settingDefinitions.map((definition) => [definition.key, definition]));

export function findSetting(key: string): SettingDefinition | undefined {
  return byKey.get(key);
}

type Details = Omit<Partial<Row>, 'key' | 'kind' | 'owner' | 'help' | 'since'>;

/** A row with the types that its value's type is derived from. */
type Typed<Key extends string, Kind extends SettingKind, Given extends Details> = Row & { key: Key; kind: Kind } & Pick<
    Given,
    keyof Given & 'choices'
  >;

function claude<const Key extends string, const Kind extends SettingKind, const Given extends Details>(
  key: Key,
  kind: Kind,
  since: string,
  help: string,
  details?: Given,
): Typed<Key, Kind, Given> {
  const flag = key === 'allowedTools' || key === 'disallowedTools' ? `--${key}` : flagOf(key);
  return { key, flag, owner: 'claude', kind, since, help, ...(details as Given) };
}

function chorus<const Key extends string, const Kind extends SettingKind, const Given extends Details>(
  key: Key,
  kind: Kind,
  help: string,
  details?: Given,
): Typed<Key, Kind, Given> {
  return { key, flag: flagOf(key), owner: 'chorus', kind, help, ...(details as Given) };
}

function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
