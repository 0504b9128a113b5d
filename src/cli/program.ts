import { Command, Option } from 'commander';
import { version } from '../../package.json';
import { facetNamesFor, findFacet } from '../record/vocabulary/facets.ts';
import { exportFormats } from '../exchange/export/about.ts';
import type { ArchiveImportOptions } from './actions/archive.ts';
import type { BackupOptions } from './actions/backup.ts';
import type { CaptureOptions } from './actions/capture.ts';
import type { CompareOptions } from './actions/compare.ts';
import type { ExportOptions } from './actions/exchange/export.ts';
import type { ImportOptions } from './actions/exchange/import.ts';
import type { MirrorCommand } from './actions/mirror.ts';
import type { NewKeyOptions } from './actions/recovery.ts';
import type { RestoreOptions } from './actions/restore.ts';
import { processRoles, type ProcessRole } from './serve/roles.ts';
import type { VerifyOptions } from './actions/verify/verify.ts';
import { accountCommands } from './commands/accounts.ts';
import { commonOptions, type RecordOptions } from './commands/options.ts';
import { operatorCommands } from './commands/operator.ts';
import type { Terminal } from './terminal.ts';

/**
 * The commands. Each one loads its code only when it runs, so that the help appears quickly.
 */
export function makeProgram(terminal: Terminal): Command {
  const { t } = terminal;
  const { json, as, why, team, describe } = commonOptions(t);

  const program = new Command('kronika')
    .description(t('cli.about'))
    .version(version, '-V, --version', t('cli.version'))
    .helpOption('-h, --help', t('cli.help'))
    .helpCommand('help [command]', t('cli.help_command'))
    .showHelpAfterError(t('cli.hint'))
    .addHelpText('after', `\n${t('cli.epilog')}`)
    .enablePositionalOptions()
    .exitOverride();

  describe(program.command('serve'), 'serve')
    .addOption(new Option('--role <role>', t('cli.serve.role')).choices(processRoles).default('all'))
    .action(async ({ role }: { role: ProcessRole }) => (await import('./serve/serve.ts')).serve(terminal, { role }));

  describe(program.command('draft'), 'draft')
    .argument('<page>', t('cli.draft.page'))
    .option('--url <address>', t('cli.draft.url'))
    .addOption(json())
    .action(async (page: string, options: { url?: string; json?: boolean }) =>
      (await import('./actions/draft.ts')).draft(terminal, page, options),
    );

  describe(program.command('compare'), 'compare')
    .requiredOption('--claim <text...>', t('cli.compare.claim'))
    .requiredOption('--sentence <text>', t('cli.compare.sentence'))
    .option('--speaker <name...>', t('cli.compare.speaker'))
    .option('--mode <mode...>', t('cli.compare.mode'))
    .option('--lang <language>', t('cli.compare.lang'))
    .addOption(json())
    .action(async (options: CompareOptions) => (await import('./actions/compare.ts')).compare(terminal, options));

  describe(program.command('capture'), 'capture')
    .argument('<page>', t('cli.capture.page'))
    .option('--url <address>', t('cli.capture.url'))
    .option('--source <ref>', t('cli.capture.source'))
    .option('--title <title>', t('cli.capture.title'))
    .option('--browser', t('cli.capture.browser'))
    .option('--out <file>', t('cli.capture.out'))
    .addOption(team().conflicts('out'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (page: string, options: CaptureOptions) =>
      (await import('./actions/capture.ts')).capture(terminal, page, options),
    );

  const archive = program.command('archive').description(t('cli.archive.about'));
  describe(archive.command('list'), 'archive.list')
    .argument('<file>', t('cli.archive.option.file'))
    .option('--trust <key...>', t('cli.verify.trust'))
    .addOption(json())
    .action(async (file: string, options: { json?: boolean; trust?: string[] }) =>
      (await import('./actions/archive.ts')).listArchive(terminal, file, options),
    );
  describe(archive.command('extract'), 'archive.extract')
    .argument('<file>', t('cli.archive.option.file'))
    .requiredOption('--page <page>', t('cli.archive.option.page'))
    .requiredOption('--out <file>', t('cli.archive.option.out'))
    .addOption(json())
    .action(async (file: string, options: { json?: boolean; page: string; out: string }) =>
      (await import('./actions/archive.ts')).extractPage(terminal, file, options),
    );
  describe(archive.command('import'), 'archive.import')
    .argument('<file>', t('cli.archive.option.file'))
    .option('--page <page...>', t('cli.archive.option.pages'))
    .addOption(new Option('--all', t('cli.archive.option.all')).conflicts('page'))
    .addOption(team())
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (file: string, options: ArchiveImportOptions) =>
      (await import('./actions/archive.ts')).importArchive(terminal, file, options),
    );

  describe(program.command('import'), 'import')
    .argument('<file>', t('cli.import.file'))
    .option('--suggested', t('cli.import.suggested'))
    .option('--mapping <name|file>', t('cli.import.mapping'))
    .option('--suggest', t('cli.import.suggest'))
    .option('--dry-run', t('cli.import.dry_run'))
    .option('--fates <file>', t('cli.import.fates'))
    .option('--save <name>', t('cli.import.save'))
    .option('--data-set <ref>', t('cli.import.data_set'))
    .option('--title <title>', t('cli.import.title'))
    .option('--publisher <ref>', t('cli.import.publisher'))
    .option('--country <code>', t('cli.import.country'))
    .option('--id <column...>', t('cli.import.id'))
    .option('--case-title <template>', t('cli.import.case_title'))
    .option('--wording <template>', t('cli.import.wording'))
    .addOption(new Option('--unmapped <what>', t('cli.import.unmapped')).choices(['leave-out', 'note']))
    .option('--public', t('cli.import.public'))
    .option('--unchecked', t('cli.import.unchecked_option'))
    .option('--refuse-likely', t('cli.import.refuse_likely'))
    .option('--charset <name>', t('cli.import.charset'))
    .option('--delimiter <sign>', t('cli.import.delimiter'))
    .option('--sheet <name>', t('cli.import.sheet'))
    .option('--header-row <number>', t('cli.import.header_row'))
    .option('--example', t('cli.import.example'))
    .addOption(team().conflicts(['public', 'example']))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (file: string, options: ImportOptions) =>
      (await import('./actions/exchange/import.ts')).importFile(terminal, file, options),
    );

  const exported = describe(program.command('export'), 'export')
    .addOption(
      new Option('--format <format>', t('cli.export.format')).choices([...exportFormats]).makeOptionMandatory(),
    )
    .option('-o, --output <file>', t('cli.export.output'))
    .option('--entities', t('cli.export.entities'))
    .option('--search <address>', t('cli.export.search'))
    .option('--q <words>', t('cli.export.q'));
  for (const name of facetNamesFor('desk')) {
    const own = `cli.export.${name}`;
    const { values, label } = findFacet(name)!;
    const option = new Option(`--${name} <value...>`, t(t.has(own) ? own : label));
    exported.addOption(values.of === 'yes-no' ? option.choices(['yes', 'no']) : option);
  }
  exported
    .addOption(
      new Option('--audience <audience>', t('cli.export.audience')).choices(['public', 'desk']).default('public'),
    )
    .addOption(as())
    .addOption(json())
    .action(async (options: ExportOptions) =>
      (await import('./actions/exchange/export.ts')).exportRecord(terminal, options),
    );

  describe(program.command('adopt'), 'adopt')
    .option('--copy', t('cli.adopt.copy'))
    .addOption(json())
    .action(async (options: { copy?: boolean; json?: boolean }) =>
      (await import('./actions/adopt.ts')).adopt(terminal, options),
    );

  describe(program.command('backup'), 'backup')
    .argument('<folder>', t('cli.backup.folder'))
    .option('--to-key <key>', t('cli.backup.to_key'))
    .addOption(new Option('--new-key', t('cli.backup.new_key_option')).conflicts('toKey'))
    .addOption(new Option('--unencrypted', t('cli.backup.unencrypted')).conflicts(['toKey', 'newKey']))
    .option('--keep <count>', t('cli.backup.keep'), Number)
    .addOption(new Option('--verify', t('cli.backup.verify')).conflicts(['toKey', 'newKey', 'unencrypted', 'keep']))
    .addOption(
      new Option('--list', t('cli.backup.list')).conflicts(['toKey', 'newKey', 'unencrypted', 'keep', 'verify']),
    )
    .option('--key <file>', t('cli.restore.key'))
    .option('--backup <name>', t('cli.backup.backup'))
    .addOption(json())
    .action(async (folder: string, options: BackupOptions) =>
      (await import('./actions/backup.ts')).backup(terminal, folder, options),
    );
  describe(program.command('restore'), 'restore')
    .argument('<folder>', t('cli.backup.folder'))
    .option('--key <file>', t('cli.restore.key'))
    .option('--backup <name>', t('cli.restore.backup'))
    .option('--erasures <file>', t('cli.restore.erasures'))
    .addOption(new Option('--without-erasures', t('cli.restore.without_erasures')).conflicts('erasures'))
    .option('--without-damaged', t('cli.restore.without_damaged'))
    .addOption(json())
    .action(async (folder: string, options: RestoreOptions) =>
      (await import('./actions/restore.ts')).restore(terminal, folder, options),
    );
  describe(program.command('rollback'), 'rollback')
    .option('--yes', t('cli.rollback.yes'))
    .addOption(json())
    .action(async (options: { yes?: boolean; json?: boolean }) =>
      (await import('./actions/rollback.ts')).rollback(terminal, options),
    );

  describe(program.command('regions'), 'regions')
    .argument('[country]', t('cli.regions.country'))
    .argument('[file]', t('cli.regions.file'))
    .option('--name <property>', t('cli.regions.name'), 'name')
    .option('--credit <text>', t('cli.regions.credit'))
    .option('--remove', t('cli.regions.remove'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(
      async (
        country: string | undefined,
        file: string | undefined,
        options: RecordOptions & { name: string; credit?: string; remove?: boolean },
      ) => (await import('./actions/regions.ts')).regions(terminal, country, file, options),
    );

  describe(program.command('history'), 'history')
    .argument('<ref>', t('cli.history.ref'))
    .option('--limit <count>', t('cli.history.limit'), Number)
    .addOption(as())
    .addOption(json())
    .action(async (ref: string, options: RecordOptions & { limit?: number }) =>
      (await import('./actions/history.ts')).showHistory(terminal, ref, options),
    );

  const person = program.command('person').description(t('cli.person.about'));
  describe(person.command('export'), 'person.export')
    .argument('<ref>', t('cli.person.export.ref'))
    .requiredOption('-o, --output <file>', t('cli.export.output'))
    .addOption(as())
    .addOption(json())
    .action(async (ref: string, options: RecordOptions & { output: string }) =>
      (await import('./actions/person.ts')).exportPerson(terminal, ref, options),
    );

  describe(program.command('undo'), 'undo')
    .argument('<change>', t('cli.undo.change'))
    .option('--look', t('cli.undo.look'))
    .option('--leave', t('cli.undo.leave'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (change: string, options: RecordOptions & { look?: boolean; leave?: boolean }) =>
      (await import('./actions/history.ts')).undoChange(terminal, change, options),
    );

  const account = accountCommands(program, terminal);

  const token = program.command('token').description(t('cli.token.about'));
  describe(token.command('add'), 'token.add')
    .argument('<name>', t('cli.token.add.name'))
    .addOption(
      new Option('--scope <scope...>', t('cli.token.add.scope'))
        .choices(['read:desk', 'write:record', 'write:articles', 'publish'])
        .makeOptionMandatory(),
    )
    .requiredOption('--days <days>', t('cli.token.add.days'))
    .addOption(as())
    .addOption(json())
    .action(async (name: string, options: RecordOptions & { scope: string[]; days: string }) =>
      (await import('./actions/token.ts')).addToken(terminal, name, options),
    );
  describe(token.command('list'), 'token.list')
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('./actions/token.ts')).listTokens(terminal, options));
  describe(token.command('revoke'), 'token.revoke')
    .argument('<number>', t('cli.token.revoke.number'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (number: string, options: RecordOptions) =>
      (await import('./actions/token.ts')).revokeToken(terminal, number, options),
    );

  describe(program.command('lockdown'), 'lockdown')
    .option('--end', t('cli.lockdown.end'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (options: RecordOptions & { end?: boolean }) =>
      (await import('./actions/lockdown.ts')).lockdown(terminal, options),
    );
  operatorCommands(program, terminal);

  const teams = program.command('teams').description(t('cli.teams.about'));
  describe(teams.command('list'), 'teams.list')
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('./actions/teams.ts')).listTeams(terminal, options));
  describe(teams.command('create'), 'teams.create')
    .argument('<name>', t('cli.teams.create.name'))
    .addOption(new Option('--member <email...>', t('cli.teams.create.member')).makeOptionMandatory())
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (name: string, options: RecordOptions & { member: string[] }) =>
      (await import('./actions/teams.ts')).createTeam(terminal, name, options),
    );
  for (const change of ['add', 'remove'] as const)
    describe(teams.command(change), `teams.${change}`)
      .argument('<team>', t('cli.teams.team'))
      .argument('<email...>', t('cli.teams.email'))
      .addOption(as())
      .addOption(why())
      .addOption(json())
      .action(async (team: string, email: string[], options: RecordOptions) =>
        (await import('./actions/teams.ts')).changeTeam(terminal, team, { [change]: email }, options),
      );
  describe(program.command('limit'), 'limit')
    .argument('<ref>', t('cli.limit.ref'))
    .argument('[team]', t('cli.teams.team'))
    .option('--open', t('cli.limit.open'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (ref: string, team: string | undefined, options: RecordOptions & { open?: boolean }) =>
      (await import('./actions/teams.ts')).limit(terminal, ref, team, options),
    );

  describe(program.command('security-log'), 'security')
    .argument('[file]', t('cli.security.output'))
    .option('--verify', t('cli.security.verify'))
    .addOption(as())
    .addOption(json())
    .action(async (file: string | undefined, options: RecordOptions & { verify?: boolean }) =>
      (await import('./actions/security-log.ts')).securityLog(terminal, file, options),
    );
  describe(program.command('purge'), 'purge')
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('./actions/purge.ts')).purge(terminal, options));

  const letters = program.command('letters').description(t('cli.letters.about'));
  describe(letters.command('bounces'), 'letters.bounces')
    .argument('<file...>', t('cli.letters.bounces.file'))
    .addOption(as())
    .addOption(json())
    .action(async (files: string[], options: RecordOptions) =>
      (await import('./actions/bounces.ts')).bounces(terminal, files, options),
    );

  describe(program.command('rebuild').alias('reindex'), 'rebuild')
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('./actions/rebuild.ts')).rebuild(terminal, options));

  const example = program.command('example').description(t('cli.example.about'));
  describe(example.command('remove'), 'example.remove')
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions) =>
      (await import('./actions/exchange/example.ts')).removeTheExample(terminal, options),
    );

  describe(program.command('mirror'), 'mirror')
    .argument('[folder]', t('cli.mirror.folder'))
    .option('--whole', t('cli.mirror.whole'))
    .option('--zim <file>', t('cli.mirror.zim'))
    .option('--epub <file>', t('cli.mirror.epub'))
    .option('--search <address>', t('cli.mirror.search'))
    .option('--q <words>', t('cli.mirror.q'))
    .option('--country <code...>', t('cli.mirror.country'))
    .option('--year <year...>', t('cli.mirror.year'))
    .option('--language <language...>', t('cli.mirror.language'))
    .option('--section <key>', t('cli.mirror.section'))
    .option('--tag <tag>', t('cli.mirror.tag'))
    .addOption(as())
    .addOption(json())
    .action(async (folder: string | undefined, options: MirrorCommand) =>
      (await import('./actions/mirror.ts')).mirror(terminal, folder, options),
    );

  describe(program.command('former'), 'former')
    .argument('<file>', t('cli.former.file'))
    .option('--replace', t('cli.former.replace'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (file: string, options: RecordOptions & { replace?: boolean }) =>
      (await import('./actions/exchange/redirects.ts')).importRedirectTable(terminal, file, options),
    );

  describe(program.command('posts'), 'posts')
    .argument('<file>', t('cli.posts.file'))
    .option('--language <tag>', t('cli.posts.language'))
    .option('--address <pattern>', t('cli.posts.address'), '/{slug}')
    .addOption(as())
    .addOption(json())
    .action(async (file: string, options: RecordOptions & { language?: string; address: string }) =>
      (await import('./actions/exchange/posts.ts')).importPosts(terminal, file, options),
    );

  const key = program.command('key').description(t('cli.key.about'));
  describe(key.command('list'), 'key.list')
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('./actions/keys.ts')).listKeys(terminal, options));
  describe(key.command('rotate'), 'key.rotate')
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('./actions/keys.ts')).rotateKey(terminal, options));

  const recovery = program.command('recovery').description(t('cli.recovery.about'));
  const withShares = (command: Command): Command =>
    command
      .requiredOption('--shares <count>', t('cli.recovery.option.shares'), Number)
      .requiredOption('--threshold <count>', t('cli.recovery.option.threshold'), Number)
      .option('--holder <email...>', t('cli.recovery.option.holder'))
      .option('--folder <folder>', t('cli.recovery.option.folder'));
  describe(recovery.command('status'), 'recovery.status')
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions) =>
      (await import('./actions/recovery.ts')).recoveryStatus(terminal, options),
    );
  withShares(describe(recovery.command('create'), 'recovery.create'))
    .option('--replace', t('cli.recovery.option.replace'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (options: NewKeyOptions & { replace?: boolean }) =>
      (await import('./actions/recovery.ts')).createRecovery(terminal, options),
    );
  describe(recovery.command('test'), 'recovery.test')
    .argument('[file...]', t('cli.recovery.file'))
    .addOption(as())
    .addOption(json())
    .action(async (files: string[], options: RecordOptions) =>
      (await import('./actions/recovery.ts')).testRecovery(terminal, files, options),
    );
  describe(recovery.command('open'), 'recovery.open')
    .argument('<ref>', t('cli.history.ref'))
    .argument('[file...]', t('cli.recovery.file'))
    .option('--for <email>', t('cli.recovery.option.for'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (ref: string, files: string[], options: RecordOptions & { for?: string }) =>
      (await import('./actions/recovery.ts')).openSealedItem(terminal, ref, files, options),
    );
  withShares(describe(recovery.command('rotate'), 'recovery.rotate'))
    .argument('[file...]', t('cli.recovery.file'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (files: string[], options: NewKeyOptions) =>
      (await import('./actions/recovery.ts')).rotateRecovery(terminal, files, options),
    );
  describe(recovery.command('continue'), 'recovery.continue')
    .argument('[file...]', t('cli.recovery.file'))
    .addOption(as())
    .addOption(json())
    .action(async (files: string[], options: RecordOptions) =>
      (await import('./actions/recovery.ts')).continueRotation(terminal, files, options),
    );
  describe(recovery.command('holder'), 'recovery.holder')
    .argument('<number>', t('cli.recovery.option.number'))
    .argument('[email]', t('cli.recovery.option.email'))
    .addOption(as())
    .addOption(json())
    .action(async (number: string, email: string | undefined, options: RecordOptions) =>
      (await import('./actions/recovery.ts')).noteShareHolder(terminal, number, email, options),
    );

  describe(program.command('verify'), 'verify')
    .argument('[path]', t('cli.verify.path'))
    .option('--trust <key...>', t('cli.verify.trust'))
    .option('--store', t('cli.verify.store'))
    .addOption(new Option('--record', t('cli.verify.record')).conflicts(['store', 'proof', 'trust']))
    .option('--proof <file>', t('cli.verify.proof.option'))
    .addOption(json())
    .action(async (path: string | undefined, options: VerifyOptions) =>
      (await import('./actions/verify/verify.ts')).verify(terminal, path, options),
    );

  describe(program.command('bench'), 'bench')
    .argument('<name>', t('cli.bench.name'))
    .argument('[options...]', t('cli.bench.options'))
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (name: string, options: string[]) => (await import('./actions/bench.ts')).bench([name, ...options]));

  for (const group of [account, archive, token, example, key, recovery]) group.helpCommand(false);
  return program;
}
