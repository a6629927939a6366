import { isObject, text } from '../../core/json.ts';
import { type Message, synthetic } from '../stream/messages.ts';
import type { TranscriptFile } from './projects.ts';
import { withTranscript } from './reader.ts';

/** What the last turn of a conversation used, as far as its transcript says. */
export interface UsedSettings {
  /** Full name. */
  model: string | undefined;
  /** From 2.1.50 on. */
  permissionMode: string | undefined;
  release: string | undefined;
}

/** How far back to search, in bytes. */
const farEnough = 16 * 1024 * 1024;

/** The values are not yet checked: do not use any as an argument unchecked. @throws what `open` and `read` throw. */
export function readUsedSettings(path: string): UsedSettings {
  const used: UsedSettings = { model: undefined, permissionMode: undefined, release: undefined };
  return withTranscript(path, (transcript) => {
    for (const line of transcript.linesBackwards(Math.max(0, transcript.size - farEnough))) {
      if (used.model && used.permissionMode && used.release) break;
      if (!line.text.includes('"permissionMode"') && !line.text.includes('"model"') && !line.text.includes('"version"')) continue;
      const record = line.parse();
      if (!record || record.isSidechain === true) continue;
      used.model ??= modelOf(record);
      used.permissionMode ??= modeOf(record);
      used.release ??= releaseOf(record);
    }
    return used;
  });
}

/** The release that wrote the last record after the byte offset `from`; undefined if there is none. @throws what `open` and `read` throw. */
export function recordedRelease(transcript: TranscriptFile | undefined, from: number): string | undefined {
  if (!transcript?.isReadable) return undefined;
  return withTranscript(transcript.path, (opened) => {
    for (const line of opened.linesBackwards(from)) {
      const release = line.text.includes('"version"') && releaseOf(line.parse() ?? {});
      if (release) return release;
    }
    return undefined;
  });
}

function modelOf({ type, message }: Message): string | undefined {
  if (type !== 'assistant' || !isObject(message) || message.model === synthetic) return undefined;
  return nonEmpty(message.model);
}

/** Recorded with each prompt, and, if changed at the terminal, in a record of its own. */
function modeOf({ type, permissionMode }: Message): string | undefined {
  return type === 'user' || type === 'permission-mode' ? nonEmpty(permissionMode) : undefined;
}

function releaseOf({ uuid, version }: Message): string | undefined {
  return uuid !== undefined && typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version) ? version : undefined;
}

function nonEmpty(value: unknown): string | undefined {
  return text(value) || undefined;
}
