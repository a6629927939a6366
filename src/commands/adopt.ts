import type { Command } from 'commander';
import type { KeptConversation } from '../core/conversation.ts';
import { isValidName } from '../core/names.ts';
import { printable } from '../core/printable.ts';
import { quoteForShell } from '../core/shell.ts';
import { usageError } from '../errors.ts';
import { canAsk } from '../terminal/asking.ts';
import { widthOf } from '../terminal/table.ts';
import type { Context } from './shared/context.ts';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';
import type { Invocation } from './shared/invocation.ts';
import { sayDamaged } from './shared/sessions-said.ts';
import { addSettingOptions } from './shared/setting-options.ts';

interface Options extends WaitOptions {
  all?: boolean;
  list?: boolean;
  profile?: string;
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  addWaitOptions(
    command
      .argument('[conversation]', 'its id, the beginning of it, or the path of its transcript')
      .argument('[name]', 'name of the session')
      .option('--all', 'the conversations of all directories')
      .option('--list', 'list them, and ask nothing'),
  )
    .option('--profile <name>', 'settings of a profile, below those given here')
    .option('--force', 'take the place of a session of that name; its conversation is kept in formerIds')
    .option('--dry-run', 'show what would be; write nothing')
    .option('--json', 'an array of conversations; with a name, { session, conversation, guessed, … }');
  const readSettings = addSettingOptions(command, 'Settings, above those of the conversation:');
  command.addHelpText(
    'after',
    `
Conversations that claude itself started, and no session has. Without arguments they are listed, and at a terminal one is chosen. The
one that is adopted keeps its id, its age and its directory; model and permission mode are taken from its transcript, of which a copy
is kept at once. The permission mode bypassPermissions is taken over only if it is given here.

Examples:
  $ chorus adopt
  $ chorus adopt --all --json | jq -r '.[] | [.sessionId, .cwd, .firstPrompt] | @tsv'
  $ chorus adopt 58c97fb0 auth --dry-run
  $ chorus adopt 58c97fb0 auth --model opus`,
  );
  command.action(async (query: string | undefined, given: string | undefined, options: Options) => {
    const { chorus, stdout, stderr } = context;
    const settings = readSettings(context.cwd);
    const { all, list, json, dryRun, profile, force } = options;
    if (list && query !== undefined) throw usageError('--list takes no conversation', 'Leave it out: chorus adopt --list');
    const asks = !list && !json && canAsk(context);
    if (query === undefined && !asks) {
      await printList(context, await chorus.adoptable({ all }), options);
      return finish(0);
    }
    if (given === undefined && !asks)
      throw usageError('there is no name for the session', `As in: chorus adopt ${quoteForShell(query ?? '')} auth`);
    const conversation = query === undefined ? await chooseConversation(context, all) : await chorus.findAdoptable(query);
    if (!conversation) return finish(0);
    const name = given ?? (await askName(context, conversation, force));
    const holding = readHold(context, options);
    const adoption = await chorus.adopt(conversation.path, name, { ...holding, settings, profile, force, isDryRun: dryRun });
    if (json) stdout.write(`${JSON.stringify({ ...adoption, isDryRun: dryRun === true }, null, 2)}\n`);
    else {
      const { adoptionNotes, adoptionSummary } = await import('../terminal/adoption.ts');
      stdout.write(`${adoptionSummary(adoption, settings, context.now())}\n`);
      for (const note of adoptionNotes(adoption, dryRun === true)) stderr.write(printable(`chorus: ${note}\n`));
    }
    finish(0);
  });
}

async function printList(context: Context, conversations: readonly KeptConversation[], { all, json }: Options): Promise<void> {
  const { stdout, store } = context;
  if (json) stdout.write(`${JSON.stringify(conversations, null, 2)}\n`);
  else if (conversations.length > 0) {
    const { formatConversations } = await import('../terminal/conversations.ts');
    const shown = { now: context.now(), showsDirectory: all === true, available: widthOf(stdout) };
    stdout.write(`${(await formatConversations(conversations, shown)).join('\n')}\n`);
  } else sayNone(context, all);
  // Whether theirs are among them can't be told.
  sayDamaged(context, store.sessions.list().damaged);
}

async function chooseConversation(context: Context, all: boolean | undefined): Promise<KeptConversation | undefined> {
  const conversations = await context.chorus.adoptable({ all });
  if (conversations.length === 0) return sayNone(context, all);
  const { pickConversation } = await import('../terminal/picker/conversation-picker.ts');
  return pickConversation(conversations, { now: context.now(), showsDirectory: all === true }, context);
}

async function askName(context: Context, conversation: KeptConversation, force: boolean | undefined): Promise<string> {
  const { sessions } = context.store;
  const [{ askText }, { proposeName }] = await Promise.all([import('../terminal/text-prompt.ts'), import('../library/name-proposal.ts')]);
  return askText(context, {
    question: 'Its name?',
    proposed: proposeName(conversation, (name) => sessions.has(name)),
    check: (name) => {
      if (!isValidName(name)) return "letters, digits, '.', '_' and '-', with '/' between parts";
      return !force && sessions.has(name) ? `there is already a session ${name}` : undefined;
    },
  });
}

function sayNone({ stderr, cwd }: Context, all: boolean | undefined): undefined {
  const where = all ? 'Claude has no conversation' : `Claude has no conversation of ${cwd}`;
  stderr.write(printable(`chorus: ${where} that chorus does not know${all ? '' : '; chorus adopt --all looks everywhere'}\n`));
}
