import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseObject } from '../core/json.ts';
import { listFolder } from './home.ts';

/** The files of a session's runs: each run has a folder, whose `run.json` names the session. @throws ChorusError (7) */
export function runFilesOf(home: string, session: string): string[] {
  const folders = listFolder(home, 'runs').map((run) => join(home, 'runs', run));
  return folders
    .filter((folder) => sessionIn(folder) === session)
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
}

function sessionIn(folder: string): unknown {
  try {
    return parseObject(readFileSync(join(folder, 'run.json')))?.session;
  } catch {
    return undefined;
  }
}
