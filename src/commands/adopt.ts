import type { Command } from 'commander';
import type { KeptConversation } from '../core/conversation.ts';
import { isValidName } from '../core/names.ts';
import { printable } from '../core/printable.ts';
import { quoteForShell } from '../core/shell.ts';
import { usageError } from '../errors.ts';
import { canAsk } from '../terminal/asking.ts';
import { widthOf } from '../terminal/table.ts';
import type { Context } from './shared/context.ts';
import { reportDamaged } from './shared/damaged-sessions.ts';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';
import { tellReplaced } from './shared/replacement.ts';
import { addSettingOptions, addSettingsHelp, readSettings, type SettingOptions } from './shared/setting-options.ts';

interface AdoptCommandOptions extends WaitOptions, SettingOptions {
  conversation?: string | undefined;
  name?: string | undefined;
  all?: boolean;
  list?: boolean;
  profile?: string;
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('[conversation]', 'its id, the beginning of the id, or the path of its transcript')
    .argument('[name]', 'name of the session')
    .option('--all', 'show the conversations of all directories')
    .option('--list', 'list them, and ask nothing');
  addWaitOptions(command)
    .option('--profile <name>', 'take other settings from a profile')
    .option('--force', 'replace a session of that name; the id of its conversation is kept in formerIds')
    .option('--dry-run', 'show what would be adopted; write nothing')
    .option('--json', 'print an array of conversations; with a name, { session, conversation, guessed, … }');
  addSettingOptions(command, 'Settings, kept with the session:');
  addSettingsHelp(
    command,
    `
Without arguments this lists the conversations that claude itself started and that have no session; at a terminal you choose one. The
adopted conversation keeps its id, age and directory. Model and permission mode are taken from its transcript unless
given here, and a copy of the transcript is kept at once. The permission mode bypassPermissions is used only if given here.
The name that it proposes is the title or the tag that Claude shows, or made from the first prompt.

Examples:
  $ chorus adopt
  $ chorus adopt --all --json | jq -r '.[] | [.sessionId, .cwd, .firstPrompt] | @tsv'
  $ chorus adopt 58c97fb0 auth --dry-run
  $ chorus adopt 58c97fb0 auth --model opus`,
  );
}

export async function run(options: AdoptCommandOptions, context: Context): Promise<number> {
  const { conversation: query, all, list, json } = options;
  const { chorus } = context;
  if (list && query !== undefined) throw usageError('--list takes no conversation', 'Leave it out: chorus adopt --list');
  const asks = !list && !json && canAsk(context);
  if (query === undefined && !asks) {
    await printList(await chorus.adoptable({ all }), options, context);
    return 0;
  }
  const conversation = query === undefined ? await chooseConversation(context, all) : await chorus.findAdoptable(query);
  if (conversation && options.name === undefined && !asks) {
    const name = await chorus.proposeName(conversation);
    throw usageError('no session name given', `As in: chorus adopt ${quoteForShell(query ?? '')} ${name}`);
  }
  if (conversation) await adopt(conversation, options, context);
  return 0;
}

async function adopt(conversation: KeptConversation, options: AdoptCommandOptions, context: Context): Promise<void> {
  const { profile, force, dryRun = false, json } = options;
  const { chorus, stdout, stderr } = context;
  const settings = readSettings(options, context.cwd);
  const name = options.name ?? (await askName(context, conversation, force));
  const holding = readHold(context, options);
  const adoption = await tellReplaced(context, options, name, () =>
    chorus.adopt(conversation.path, name, { ...holding, settings, profile, force, isDryRun: dryRun }),
  );
  if (json) {
    stdout.write(`${JSON.stringify({ ...adoption, isDryRun: dryRun }, null, 2)}\n`);
    return;
  }
  const { adoptionNotes, adoptionSummary } = await import('../terminal/adoption.ts');
  stdout.write(`${adoptionSummary(adoption, settings, context.now())}\n`);
  for (const note of adoptionNotes(adoption, dryRun)) stderr.write(printable(`chorus: ${note}\n`));
}

async function printList(
  conversations: readonly KeptConversation[],
  { all = false, json }: AdoptCommandOptions,
  context: Context,
): Promise<void> {
  const { chorus, stdout } = context;
  if (json) stdout.write(`${JSON.stringify(conversations, null, 2)}\n`);
  else if (conversations.length > 0) {
    const { formatConversations } = await import('../terminal/conversations.ts');
    const shown = { now: context.now(), showsDirectory: all, available: widthOf(stdout) };
    stdout.write(`${(await formatConversations(conversations, shown)).join('\n')}\n`);
  } else reportNone(context, all);
  // The conversations of damaged sessions may be listed, too.
  reportDamaged(context, chorus.listAll().damaged);
}

async function chooseConversation(context: Context, all = false): Promise<KeptConversation | undefined> {
  const conversations = await context.chorus.adoptable({ all });
  if (conversations.length === 0) return reportNone(context, all);
  const { pickConversation } = await import('../terminal/picker/conversation-picker.ts');
  return pickConversation(conversations, { now: context.now(), showsDirectory: all }, context);
}

async function askName(context: Context, conversation: KeptConversation, force: boolean | undefined): Promise<string> {
  const { chorus } = context;
  const { askText } = await import('../terminal/text-prompt.ts');
  return askText(context, {
    question: 'Its name?',
    proposed: await chorus.proposeName(conversation),
    check: (name) => {
      if (!isValidName(name)) return "letters, digits, '.', '_' and '-', with '/' between parts";
      const taken = chorus.nameTakenBy(name);
      return taken === undefined || (force && taken === name) ? undefined : `there is already a session ${taken}`;
    },
  });
}

function reportNone({ stderr, cwd }: Context, all: boolean): undefined {
  const where = all ? '' : ` in ${cwd}`;
  const hint = all ? '' : '; in all directories: chorus adopt --all';
  stderr.write(printable(`chorus: no conversations without a session${where}${hint}\n`));
}
