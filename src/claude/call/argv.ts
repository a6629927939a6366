import { claudeSettings } from '../../core/resolve.ts';
import type { SettingDefinition, Settings, SettingValue } from '../../core/settings.ts';
import { chorusError } from '../../errors.ts';
import { lacks, type Quirks } from './releases.ts';

/** The conversation that the call is for. */
export type Conversation =
  | { kind: 'start'; id: string }
  | { kind: 'resume'; id: string }
  /** `id`, if the release lets us choose it. `at`: the uuid of the record to fork from; default: the end of the conversation. */
  | { kind: 'fork'; from: string; id?: string | undefined; at?: string | undefined };

interface ArgvInput {
  conversation: Conversation;
  /** All settings. Chorus's own are not passed to claude. */
  settings: Settings;
  release: string | undefined;
  quirks: Quirks;
  /** Whether the system prompt differs from the one that the release recorded with the conversation. */
  promptChanged: boolean;
  /** The title that Claude's own picker is to show for the conversation from now on; only on a release that takes one. */
  title?: string | undefined;
  /** Whether a person sits at the terminal. Settings for headless calls are left out. */
  interactive?: boolean | undefined;
}

/**
 * The whole command line, without the program. Each value is joined to its flag by `=`, so that no value can be taken for
 * a flag, and no flag with several values can swallow what follows. The prompt is not in it: it goes to standard input.
 * @throws ChorusError (usage) for a setting that the release does not have.
 */
export function buildArgv({ conversation, settings, release, quirks, promptChanged, title, interactive }: ArgvInput): string[] {
  return [
    ...(interactive ? [] : ['-p', '--verbose', '--output-format', 'stream-json']),
    ...conversationArgs(conversation),
    ...(title === undefined ? [] : [`--name=${title}`]),
    ...claudeSettings(settings).flatMap(({ definition, value }) => {
      if (interactive && definition.headless) return [];
      const args = settingArgs(definition, value, quirks);
      if (args.length > 0 && lacks(release, definition.since)) throw lackingFlag(definition, release);
      return args;
    }),
    ...(quirks.recordsSystemPrompt && promptChanged ? ['--system-prompt-snapshot=off'] : []),
    ...(settings.extraArgs ?? []),
  ];
}

function conversationArgs(conversation: Conversation): string[] {
  switch (conversation.kind) {
    case 'start':
      return [`--session-id=${conversation.id}`];
    case 'resume':
      return [`--resume=${conversation.id}`];
    case 'fork':
      return [
        `--resume=${conversation.from}`,
        '--fork-session',
        ...(conversation.id ? [`--session-id=${conversation.id}`] : []),
        ...(conversation.at ? [`--resume-session-at=${conversation.at}`] : []),
      ];
  }
}

function settingArgs(definition: SettingDefinition, value: SettingValue, quirks: Quirks): string[] {
  const { flag, kind } = definition;
  if (kind === 'switch') return value === true ? [flag] : definition.negatable ? [flag.replace('--', '--no-')] : [];
  if (Array.isArray(value)) {
    if (definition.separator !== 'tools') return value.map((item) => `${flag}=${item}`);
    // An empty list has a meaning only for --tools: no built-in tools at all.
    return value.length > 0 || definition.key === 'tools' ? [`${flag}=${value.join(',')}`] : [];
  }
  // Earlier releases call the mode `manual` `default`.
  if (definition.key === 'permissionMode' && value === 'manual' && !quirks.manualMode) return [`${flag}=default`];
  return [`${flag}=${value}`];
}

function lackingFlag({ flag, key, since }: SettingDefinition, release: string | undefined) {
  return chorusError(
    'unsupported-setting',
    `claude ${release} has no ${flag}`,
    `It came with ${since}. Update claude, or remove the setting: chorus unset <session> ${key}.`,
  );
}
