import { type CacheVerdict, cacheStatuses } from './cache.ts';
import { countTurns, type TurnEvent } from './event.ts';
import { turnStatuses } from './outcome.ts';
import { verdictsWorstFirst } from './verdict.ts';

/** What is counted of an event, and shown of it in a report. */
export interface TurnBrief
  extends Pick<TurnEvent, 'time' | 'session' | 'action' | 'expectedId' | 'actualId' | 'verdict' | 'reason' | 'turn'> {
  parent: { name: string; sessionId: string } | null;
  /** The model that answered, or else the one that was asked for. */
  model: string | null;
  turns: number;
  costUsd: number | null;
  durationMs: number;
  contextTokens: number | null;
  cache: Pick<CacheVerdict, 'status' | 'costUsd'> | null;
  exitCode: number;
}

export function briefOf(event: TurnEvent): TurnBrief {
  const { time, session, action, expectedId, actualId, verdict, reason, turn, costUsd, durationMs, exitCode } = event;
  const { parent = null, model, contextTokens = null, cache } = event;
  const read = cache ? { status: cache.status, costUsd: cache.costUsd } : null;
  const counted = { turns: countTurns(event), costUsd, durationMs, contextTokens, cache: read, exitCode };
  return { time, session, action, expectedId, actualId, parent, verdict, reason, model: model.effective ?? model.asked, turn, ...counted };
}

/**
 * The brief of a line that has exactly the form in which chorus writes it; undefined for any other: parse that one. Reading a line this way
 * takes a third of the time of `JSON.parse`. @param line a character a byte, of which only ASCII is read here.
 */
export function readBrief(line: string): TurnBrief | undefined {
  writtenForm ??= buildWrittenForm();
  const found = writtenForm.exec(line);
  if (!found) return undefined;
  // By position, in the order of the expression: named groups take as long again as the whole match.
  const prompts = numberOf(found[4]) ?? undefined;
  const turns = numberOf(found[15]) ?? undefined;
  return {
    time: found[1] as string,
    session: found[2] as string,
    action: found[3] as TurnBrief['action'],
    expectedId: textOf(found[5]),
    actualId: textOf(found[6]),
    parent: found[8] === undefined ? null : { name: found[7] as string, sessionId: found[8] },
    verdict: found[9] as TurnBrief['verdict'],
    reason: found[10] as string,
    model: textOf(found[12]) ?? textOf(found[11]),
    turn: found[13] as TurnBrief['turn'],
    turns: countTurns({ turns, prompts, subtype: textOf(found[14]) }),
    costUsd: numberOf(found[16]),
    durationMs: Number(found[17]),
    contextTokens: numberOf(found[18]),
    cache: found[19] === undefined ? null : { status: found[19] as CacheVerdict['status'], costUsd: numberOf(found[20]) },
    exitCode: Number(found[21]),
  };
}

/** What a reader of the whole log is given of its events. */
export const turnBriefs = { read: readBrief, of: briefOf };

function textOf(json: string | undefined): string | null {
  return json === undefined || json === 'null' ? null : json.slice(1, -1);
}

function numberOf(json: string | undefined): number | null {
  return json === undefined || json === 'null' ? null : Number(json);
}

let writtenForm: RegExp | undefined;

/** An event as `turnEventOf` orders it: texts of ASCII without escapes, nothing that drifted, no background tasks. */
function buildWrittenForm(): RegExp {
  const chars = '[ !#-\\[\\]-~]*';
  const number = '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?';
  const [text, oneOf] = [`"${chars}"`, (words: readonly string[]) => words.join('|')];
  const [textOrNull, numberOrNull] = [`(?:${text}|null)`, `(?:${number}|null)`];
  const asked = (key: string, a: string, b: string) => `"${key}":\\{"asked":${a},"effective":${b}\\}`;
  const flat = `(?:${text}|${number}|null|true|false)`;
  // Whatever a later version of chorus adds to the evidence.
  const more = `(?:,${text}:(?:${flat}|\\{(?:${text}:${flat}(?:,${text}:${flat})*)?\\}))*`;
  const lineage = '"(?:proved|contradicted|unavailable)"';
  const cache = `"cache":\\{"status":"(${oneOf(cacheStatuses)})","costUsd":(${numberOrNull}),"because":${textOrNull},"missedTokens":${number}\\}`;
  const pairs = [
    `"time":"(${chars})"`,
    `"session":"(${chars})"`,
    '"action":"(new|resume|fork)"',
    `(?:"interactive":true,"prompts":(${number}),)?"expectedId":(${textOrNull})`,
    `"actualId":(${textOrNull})`,
    `(?:"parent":\\{"name":"(${chars})","sessionId":"(${chars})"\\},)?"verdict":"(${oneOf(verdictsWorstFirst)})"`,
    `"reason":"(${chars})"`,
    '"restored":(?:true|false)',
    '"drift":\\[\\]',
    `"evidence":\\{"expectedId":${textOrNull},"initId":${textOrNull},"resultId":${textOrNull},"lineage":${lineage},"recordsAdded":${numberOrNull}${more}\\}`,
    asked('model', `(${textOrNull})`, `(${textOrNull})`),
    asked('permissionMode', textOrNull, textOrNull),
    `"turn":"(${oneOf(turnStatuses)})"`,
    `"subtype":(${textOrNull})`,
    `(?:"turns":(${number}),)?"costUsd":(${numberOrNull})`,
    `"durationMs":(${number})`,
    `(?:"contextTokens":(${number}),)?(?:${cache},)?"release":${textOrNull}`,
    `"exitCode":(${number})`,
  ];
  return new RegExp(`^\\{${pairs.join(',')}\\}$`);
}
