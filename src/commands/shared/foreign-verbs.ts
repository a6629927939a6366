/** Verbs of other tools, by the command of chorus that does the same. */
const verbs: Record<string, readonly string[]> = {
  new: ['start', 'create', 'begin', 'init', 'add'],
  resume: ['continue', 'ask', 'send', 'chat', 'run', 'prompt', 'open', 'reply'],
  fork: ['branch', 'clone', 'copy', 'cp'],
  list: ['ps', 'status', 'sessions', 'find', 'search'],
  show: ['info', 'inspect', 'describe', 'view'],
  history: ['cat', 'read', 'transcript', 'messages'],
  log: ['events'],
  tree: ['graph', 'forks'],
  rm: ['delete', 'remove', 'forget'],
  rename: ['move'],
  set: ['edit', 'configure', 'update'],
  tag: ['label'],
  note: ['comment'],
  vault: ['backup'],
  doctor: ['check', 'diagnose', 'health'],
  report: ['stats', 'cost', 'usage'],
  pick: ['select', 'switch', 'choose'],
};

/** `config set` and the like: where chorus has the verb, but not below this command. */
const subcommands: Record<string, string> = { 'config set': 'set --defaults', 'config unset': 'unset --defaults' };

export const foreignVerbs: ReadonlyMap<string, string> = new Map([
  ...Object.entries(verbs).flatMap(([command, others]) => others.map((other) => [other, command] as const)),
  ...Object.entries(subcommands),
]);
