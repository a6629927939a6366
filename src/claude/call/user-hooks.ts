import { isObject, type JsonObject, list } from '../../core/json.ts';

/**
 * The event of the hook that copies conversations. Seen to be called with `-p` from the user's settings on 1.0.128, 2.0.50, 2.1.50, 2.1.200
 * and 2.1.329.
 */
const event = 'SessionEnd';

/** By this the hook is known, whatever the paths in its command. */
const mark = 'vault --all --hook';

/** In seconds: by default Claude ends such a hook soon. What was not copied by then is copied by the next. */
const timeout = 60;

/** Claude's settings with the hook; one with another command is replaced. The same object if it is there. @param program how chorus is called, quoted for a shell. */
export function addVaultHook(settings: JsonObject, program: string): JsonObject {
  // Turns of chorus copy their own conversation.
  const command = `[ -n "$CHORUS_TURN" ] || ${program} ${mark}`;
  if (commandsIn(settings).join() === command) return settings;
  const { hooks, ...rest } = removeVaultHook(settings);
  const others = isObject(hooks) ? hooks : {};
  const group = { hooks: [{ type: 'command', command, timeout }] };
  const added = { ...others, [event]: [...(list(others[event]) ?? []), group] };
  return hooks === undefined ? { ...rest, hooks: added } : withKey(settings, 'hooks', added);
}

/** Claude's settings without the hook. Everything else stays, in its order. The same object if there is none. */
export function removeVaultHook(settings: JsonObject): JsonObject {
  const { hooks } = settings;
  const groups = isObject(hooks) ? list(hooks[event]) : undefined;
  if (!isObject(hooks) || !groups?.some(hasHook)) return settings;
  const left = groups.flatMap((group) => (hasHook(group) ? withoutHook(group) : [group]));
  const others = withKey(hooks, event, left.length > 0 ? left : undefined);
  return withKey(settings, 'hooks', Object.keys(others).length > 0 ? others : undefined);
}

/** The commands of the hooks of chorus that are there. */
function commandsIn({ hooks }: JsonObject): unknown[] {
  const groups = isObject(hooks) ? (list(hooks[event]) ?? []) : [];
  return groups.filter(hasHook).flatMap((group) => group.hooks.filter(isVaultHook).map((hook) => hook.command));
}

function hasHook(group: unknown): group is JsonObject & { hooks: unknown[] } {
  return isObject(group) && (list(group.hooks) ?? []).some(isVaultHook);
}

function withoutHook(group: JsonObject & { hooks: unknown[] }): JsonObject[] {
  const hooks = group.hooks.filter((hook) => !isVaultHook(hook));
  return hooks.length > 0 ? [{ ...group, hooks }] : [];
}

function isVaultHook(hook: unknown): hook is JsonObject {
  return isObject(hook) && typeof hook.command === 'string' && hook.command.endsWith(` ${mark}`);
}

/** The same object with one value changed, in its place; undefined removes the key. */
function withKey(object: JsonObject, key: string, value: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([each, old]) => (each !== key ? [[each, old]] : value === undefined ? [] : [[each, value]])),
  );
}
