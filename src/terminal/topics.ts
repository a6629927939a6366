export interface Topic {
  name: string;
  /** One line, as the list of commands has them. */
  title: string;
  load(): Promise<TopicText>;
}

export interface TopicText {
  /** The topic on a terminal of that width. */
  text(width: number): string;
}

/** What `chorus help <topic>` tells, beside the commands. Only the one that is asked for is loaded. */
export const topics: readonly Topic[] = [
  { name: 'settings', title: 'every setting, and which layer wins', load: () => import('./topics/settings.ts') },
  { name: 'verdicts', title: 'what is said of a call, and on what evidence', load: () => import('./topics/verdicts.ts') },
  { name: 'exit-codes', title: 'what a script can tell by', load: () => import('./topics/exit-codes.ts') },
  { name: 'files', title: 'what is kept, and where', load: () => import('./topics/files.ts') },
  { name: 'environment', title: 'the variables that chorus reads', load: () => import('./topics/environment.ts') },
];

export function findTopic(name: string): Topic | undefined {
  return topics.find((topic) => topic.name === name);
}
