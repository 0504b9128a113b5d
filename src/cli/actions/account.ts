import type { Role } from '../../accounts/tables.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../program.ts';
import type { Terminal } from '../terminal.ts';

export async function addAccount(
  terminal: Terminal,
  email: string,
  options: RecordOptions & { name: string; role: string[] },
): Promise<void> {
  const added = await perform(
    terminal,
    'account.add',
    { email, name: options.name, roles: options.role as Role[] },
    { ...options, makesData: true },
  );
  if (options.json) terminal.json(added);
  else terminal.out(terminal.t('cli.account.add.done', { name: added.name, link: added.link }));
}

export async function newPassword(terminal: Terminal, email: string, options: RecordOptions): Promise<void> {
  const made = await perform(terminal, 'account.password', { email }, options);
  if (options.json) terminal.json(made);
  else terminal.out(terminal.t('cli.account.password.done', { link: made.link }));
}

export async function showFactors(
  terminal: Terminal,
  email: string,
  options: RecordOptions & { remove?: boolean },
): Promise<void> {
  const shown = await perform(terminal, 'account.factors', { email, remove: options.remove ?? false }, options);
  if (options.json) return terminal.json(shown);
  const { t } = terminal;
  if (!shown.authenticator && !shown.passkeys.length) return terminal.out(t('cli.account.factors.none'));
  if (shown.authenticator)
    terminal.out(t('cli.account.factors.authenticator', { day: shown.authenticator.slice(0, 10) }));
  for (const { name, host, added } of shown.passkeys)
    terminal.out(t('cli.account.factors.passkey', { name, host, day: added.slice(0, 10) }));
  terminal.out(t('cli.account.factors.codes', { count: shown.recoveryCodes }));
  if (shown.removed) terminal.out(t('cli.account.factors.removed'));
}
