import { join } from 'node:path';
import type { Store } from '../store/store.ts';

/** Where chorus keeps things: absolute paths. */
export interface Paths {
  home: string;
  /** `config.json`. */
  config: string;
  /** The folder of the sessions. */
  sessions: string;
  /** `log.jsonl`. */
  log: string;
  /** The folder of the copies of transcripts. */
  vault: string;
}

export function pathsOf({ home, config, log, vault }: Store): Paths {
  return { home, config: config.path, sessions: join(home, 'sessions'), log: log.path, vault: vault.path };
}
