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
