import { Argument, Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { completing, droppingFirst } from '../../src/commands/shared/completing.ts';
import { completionTableOf } from '../../src/commands/shared/completion-table.ts';

test('the table follows from the commands, without an entry of its own for each', () => {
  const program = new Command('chorus').helpOption(false);
  program
    .command('tag')
    .summary('tags of a session')
    .argument('<name>')
    .argument('[tags...]')
    .option('-q, --quiet', 'say nothing')
    .addOption(new Option('--how <way>', 'how').choices(['one', 'two']))
    .option('--tag <tag>', 'only these')
    .option('--out <file>', 'where to')
    .helpOption(false);
  program
    .command('adopt')
    .argument('<id>')
    .argument('<name>')
    .addOption(completing(new Option('--columns <columns>', 'which'), { list: ['name', 'age'] }))
    .addOption(droppingFirst(new Option('--all', 'all')))
    .addOption(new Option('--secret').hideHelp())
    .helpOption(false);
  program
    .command('new')
    .addArgument(completing(new Argument('<name>'), 'none'))
    .helpOption(false);
  const table = completionTableOf(program, (verb) => verb === 'new');
  const [tag, adopt, fresh] = table.program.commands;
  expect(tag).toMatchObject({ name: 'tag', help: 'tags of a session', args: [{ value: 'session' }, { value: 'tag', isVariadic: true }] });
  expect(tag?.options.map((index) => table.options[index])).toEqual([
    { flags: ['-q', '--quiet'], help: 'say nothing' },
    { flags: ['--how'], help: 'how', value: ['one', 'two'] },
    { flags: ['--tag'], help: 'only these', value: 'tag' },
    { flags: ['--out'], help: 'where to', value: 'file' },
  ]);
  expect(adopt?.args).toEqual([{ value: 'none' }, { value: 'none' }]);
  expect(adopt?.options.map((index) => table.options[index])).toEqual([
    { flags: ['--columns'], help: 'which', value: { list: ['name', 'age'] } },
    { flags: ['--all'], help: 'all', dropsFirst: true },
    { flags: ['--secret'], help: '', isHidden: true },
  ]);
  expect(fresh).toMatchObject({ args: [{ value: 'none' }], passesExtraArgs: true });
  expect(tag).not.toHaveProperty('passesExtraArgs');
});
