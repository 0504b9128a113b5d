import { Argument, Option, type Command } from 'commander';
import { roles, type Role } from '../../accounts/tables.ts';
import type { Terminal } from '../terminal.ts';
import { commonOptions, type RecordOptions } from './options.ts';

/** `kronika account …` */
export function accountCommands(program: Command, terminal: Terminal): Command {
  const { t } = terminal;
  const { json, as, why, describe } = commonOptions(t);
  const account = program.command('account').description(t('cli.account.about'));
  describe(account.command('list'), 'account.list')
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('../actions/account.ts')).listAccounts(terminal, options));
  describe(account.command('role'), 'account.role')
    .argument('<email>', t('cli.account.add.email'))
    .addArgument(new Argument('<role...>', t('cli.account.role.role')).choices(roles))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (email: string, given: Role[], options: RecordOptions) =>
      (await import('../actions/account.ts')).setRoles(terminal, email, given, options),
    );
  describe(account.command('disable'), 'account.disable')
    .argument('<email>', t('cli.account.add.email'))
    .option('--reopen', t('cli.account.disable.reopen'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (email: string, options: RecordOptions & { reopen?: boolean }) =>
      (await import('../actions/account.ts')).disableAccount(terminal, email, options),
    );
  describe(account.command('add'), 'account.add')
    .argument('<email>', t('cli.account.add.email'))
    .requiredOption('--name <name>', t('cli.account.add.name'))
    .addOption(new Option('--role <role...>', t('cli.account.add.role')).choices(roles).makeOptionMandatory())
    .option('--mail', t('cli.account.mail'))
    .addOption(as())
    .addOption(json())
    .action(async (email: string, options: RecordOptions & { name: string; role: string[]; mail?: boolean }) =>
      (await import('../actions/account.ts')).addAccount(terminal, email, options),
    );
  describe(account.command('invite'), 'account.invite')
    .argument('<email>', t('cli.account.add.email'))
    .option('--mail', t('cli.account.mail'))
    .addOption(new Option('--withdraw', t('cli.account.invite.withdraw')).conflicts('mail'))
    .addOption(new Option('--show', t('cli.account.invite.show')).conflicts(['mail', 'withdraw']))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (email: string, options: RecordOptions & { mail?: boolean; withdraw?: boolean; show?: boolean }) =>
      (await import('../actions/account.ts')).invite(terminal, email, options),
    );
  describe(account.command('email'), 'account.email')
    .argument('<email>', t('cli.account.add.email'))
    .argument('<new>', t('cli.account.email.new'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (email: string, to: string, options: RecordOptions) =>
      (await import('../actions/account.ts')).changeEmail(terminal, email, to, options),
    );
  describe(account.command('reset').alias('password'), 'account.password')
    .argument('<email>', t('cli.account.add.email'))
    .option('--mail', t('cli.account.mail'))
    .addOption(as())
    .addOption(json())
    .action(async (email: string, options: RecordOptions & { mail?: boolean }) =>
      (await import('../actions/account.ts')).newPassword(terminal, email, options),
    );

  describe(account.command('factor').alias('factors'), 'account.factors')
    .argument('<email>', t('cli.account.add.email'))
    .option('--remove', t('cli.account.factors.remove'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (email: string, options: RecordOptions & { remove?: boolean }) =>
      (await import('../actions/account.ts')).showFactors(terminal, email, options),
    );
  return account;
}
