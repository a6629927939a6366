import { builtInSettings, type SettingDefinition, settingDefinitions } from '../../core/settings.ts';
import { wrapParagraph, wrapTerms } from '../wrap.ts';

/** The layers that a value can come from, the highest first. */
const layers: readonly (readonly [layer: string, how: string])[] = [
  ['call', 'options of new, resume and fork; resume keeps them with --save only'],
  ['session', 'chorus set <name> model=opus'],
  ['profile:<name>', 'chorus set --profile <name> model=opus; a session has one with --profile, or chorus set <name> profile=<name>'],
  ['defaults', 'chorus set --defaults model=opus'],
  ['built-in', 'what chorus does by itself'],
];

const how =
  'Every call passes everything that is set. The highest layer that has a value wins (of extraArgs all are joined); chorus show <name> tells each value with its origin:';
const spelling =
  'As an option a setting is spelled with dashes, as Claude spells it: permissionMode is --permission-mode; allowedTools and disallowedTools stay as they are. A switch is turned off with --no-… or key=off. A list is given once for each value; tools may stand in one, with commas. Times are seconds, or 90s, 5m, 2h. Relative paths are meant from where they are typed.';

export function text(width: number): string {
  const rowsOf = (owner: SettingDefinition['owner']) =>
    settingDefinitions
      .filter((definition) => definition.owner === owner)
      .map((definition) => [definition.key, describe(definition)] as const);
  return [
    wrapParagraph(how, width),
    wrapTerms([['FROM', 'SET WITH'], ...layers], width),
    wrapParagraph(spelling, width),
    wrapTerms([["CLAUDE'S", 'PASSED TO CLAUDE ON EVERY CALL'], ...rowsOf('claude')], width),
    wrapTerms([["CHORUS'S", 'NOT PASSED ON'], ...rowsOf('chorus')], width),
  ].join('\n\n');
}

function describe({ key, kind, help, choices, headless, since }: SettingDefinition): string {
  const builtIn = builtInSettings[key];
  const notes = [
    choices ? choices.join(', ') : kind,
    ...(headless ? ['headless calls'] : []),
    ...(since && since !== settingDefinitions[0]?.since ? [`since claude ${since}`] : []),
    ...(builtIn === undefined ? [] : [`built in: ${builtIn}`]),
  ];
  return `${help} (${notes.join('; ')})`;
}
