interface Topic {
  name: string;
  /** One line, as in the list of topics. */
  title: string;
  load(): Promise<TopicText>;
}

interface TopicText {
  /** The topic, for a terminal of that width. */
  text(width: number): string;
}

/** What `chorus help <topic>` explains, besides commands. Only the requested one is loaded. */
export const topics: readonly Topic[] = [
  { name: 'settings', title: 'every setting, and which layer wins', load: () => import('./topics/settings.ts') },
  { name: 'prompts', title: 'where a prompt comes from, and two traps', load: () => import('./topics/prompts.ts') },
  { name: 'verdicts', title: 'how a call is judged, and by what evidence', load: () => import('./topics/verdicts.ts') },
  { name: 'exit-codes', title: 'what each exit code means', load: () => import('./topics/exit-codes.ts') },
  { name: 'files', title: 'what chorus keeps, and where', load: () => import('./topics/files.ts') },
  { name: 'environment', title: 'the variables that chorus reads', load: () => import('./topics/environment.ts') },
];

export function findTopic(name: string): Topic | undefined {
  return topics.find((topic) => topic.name === name);
}
