import { claudeSettings } from '../../core/resolve.ts';
import type { SettingDefinition, Settings, SettingValue } from '../../core/settings.ts';
import { chorusError } from '../../errors.ts';
import { lacks, type Quirks } from './releases.ts';

/** Which conversation the call is for. */
export type Conversation =
  | { kind: 'start'; id: string }
  | { kind: 'resume'; id: string }
  /** `id`, where the release lets one choose it; `at`, the uuid of the record to fork from, else the end of the conversation. */
  | { kind: 'fork'; from: string; id?: string | undefined; at?: string | undefined };

export interface ArgvInput {
  conversation: Conversation;
  /** Everything that is set, chorus's own settings included; those are left out. */
  settings: Settings;
  release: string | undefined;
  quirks: Quirks;
  /** The system prompt is not the one that the release recorded with the conversation. */
  promptChanged: boolean;
  /** A person sits before it: the name that Claude's own picker shows. Settings for headless calls are left out. */
  interactive?: { name: string } | undefined;
}

/**
 * The whole command line, without the program. Each value is joined to its flag by `=`, so that none can become
 * a flag, and no flag that takes several values can swallow what follows. The prompt is not in it: it goes to standard input.
 * @throws ChorusError (usage) for a setting that the release does not have.
 */
export function buildArgv({ conversation, settings, release, quirks, promptChanged, interactive }: ArgvInput): string[] {
  return [
    ...(interactive ? [] : ['-p', '--verbose', '--output-format', 'stream-json']),
    ...conversationArgs(conversation),
    ...(interactive && quirks.namesConversations ? [`--name=${interactive.name}`] : []),
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
    // An empty list means something for --tools alone: no built-in tools at all.
    return value.length > 0 || definition.key === 'tools' ? [`${flag}=${value.join(',')}`] : [];
  }
  // The mode that later releases call `manual` is the `default` of the earlier ones.
  if (definition.key === 'permissionMode' && value === 'manual' && !quirks.manualMode) return [`${flag}=default`];
  return [`${flag}=${value}`];
}

function lackingFlag({ flag, key, since }: SettingDefinition, release: string | undefined) {
  return chorusError(
    'unsupported-setting',
    `claude ${release} has no ${flag}`,
    `It came with ${since}. Update claude, or take the setting away: chorus unset <session> ${key}.`,
  );
}
