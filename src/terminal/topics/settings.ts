import { builtInSettings, type SettingDefinition, settingDefinitions } from '../../core/settings.ts';
import { wrapParagraph, wrapTerms } from '../wrap.ts';

/** The layers that a value can come from, highest first. */
const layers: readonly (readonly [layer: string, how: string])[] = [
  ['call', 'options of new, resume and fork; new and fork keep them, resume only with --save'],
  ['session', 'chorus set <name> model=opus'],
  ['profile:<name>', 'chorus set --profile <name> model=opus; a session has one with --profile, or chorus set <name> profile=<name>'],
  ['defaults', 'chorus set --defaults model=opus'],
  ['built-in', 'what chorus does unless told otherwise'],
];

const how =
  'Every call passes every setting to claude. The highest layer that has a value wins; the values of extraArgs are joined. chorus show <name> prints each value with its origin. The layers, highest first:';
const spelling =
  'As an option, a setting is spelled with dashes, as in Claude: permissionMode is --permission-mode; only --allowedTools and --disallowedTools keep their capitals. Turn a switch off with --no-… or key=off. Repeat the option of a list for each value; tools may also be separated by commas. chorus set key=value replaces a list, key+=value adds to it, and key-=value takes from it. Times are seconds, or 90s, 5m, 2h; a turn that a time limit ends exits with 124. Relative paths start from the directory that chorus is called from.';

export function text(width: number): string {
  const rowsOf = (owner: SettingDefinition['owner']) =>
    settingDefinitions
      .filter((definition) => definition.owner === owner)
      .map((definition) => [definition.key, meaningOf(definition)] as const);
  return [
    wrapParagraph(how, width),
    wrapTerms([['FROM', 'SET WITH'], ...layers], width),
    wrapParagraph(spelling, width),
    wrapTerms([["CLAUDE'S", 'PASSED TO CLAUDE ON EVERY CALL'], ...rowsOf('claude')], width),
    wrapTerms([["CHORUS'S", 'NOT PASSED ON'], ...rowsOf('chorus')], width),
  ].join('\n\n');
}

function meaningOf({ key, kind, help, choices, headless, since }: SettingDefinition): string {
  const builtIn = builtInSettings[key];
  const notes = [
    choices ? choices.join(', ') : kind,
    ...(headless ? ['headless calls'] : []),
    ...(since && since !== settingDefinitions[0]?.since ? [`since claude ${since}`] : []),
    ...(builtIn === undefined ? [] : [`built in: ${builtIn}`]),
  ];
  return `${help} (${notes.join('; ')})`;
}
