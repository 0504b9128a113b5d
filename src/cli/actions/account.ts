import type { Role } from '../../accounts/tables.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

export async function addAccount(
  terminal: Terminal,
  email: string,
  options: RecordOptions & { name: string; role: string[]; mail?: boolean },
): Promise<void> {
  const added = await perform(
    terminal,
    'account.add',
    { email, name: options.name, roles: options.role as Role[], mail: options.mail ?? false },
    { ...options, makesData: true },
  );
  if (options.json) terminal.json(added);
  else tellLink(terminal, added.link, 'cli.account.add.done', { name: added.name, email });
}

/** Prints a message with the link, or, if `link` is null, that the server sends the link by email. */
function tellLink(terminal: Terminal, link: string | null, words: string, params: { name?: string; email: string }) {
  const { t } = terminal;
  terminal.out(link === null ? t('cli.account.mailed', params) : t(words, { ...params, link }));
}

export async function newPassword(
  terminal: Terminal,
  email: string,
  options: RecordOptions & { mail?: boolean },
): Promise<void> {
  const made = await perform(terminal, 'account.password', { email, mail: options.mail ?? false }, options);
  if (options.json) terminal.json(made);
  else tellLink(terminal, made.link, 'cli.account.password.done', { email });
}

export async function changeEmail(
  terminal: Terminal,
  email: string,
  to: string,
  options: RecordOptions,
): Promise<void> {
  const changed = await perform(terminal, 'account.email', { email, to }, options);
  if (options.json) terminal.json(changed);
  else terminal.out(terminal.t('cli.account.email.done', { email: changed.email }));
}

export async function invite(
  terminal: Terminal,
  email: string,
  options: RecordOptions & { mail?: boolean; withdraw?: boolean; show?: boolean },
): Promise<void> {
  const act = options.show ? 'show' : options.withdraw ? 'withdraw' : options.mail ? 'mail' : 'link';
  const invited = await perform(terminal, 'account.invite', { email, act }, options);
  if (options.json) return terminal.json(invited);
  if (act === 'link' || act === 'mail') return tellLink(terminal, invited.link, 'cli.account.invite.done', { email });
  const { joined, state, until, mailCode: code } = invited;
  terminal.out(
    terminal.t(`cli.account.invite.${joined ? 'joined' : state}`, { email, until: until?.slice(0, 16) ?? '', code }),
  );
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

export async function listAccounts(terminal: Terminal, options: RecordOptions): Promise<void> {
  const { t } = terminal;
  const accounts = await perform(terminal, 'account.list', {}, options);
  if (options.json) return terminal.json(accounts);
  if (accounts.length === 0) return terminal.out(t('cli.account.list.none'));
  for (const { email, name, roles, state, secondStep } of accounts)
    terminal.out(
      t('cli.account.list.line', {
        email,
        name,
        roles: roles.join(', '),
        state: t(`cli.account.list.${state}`),
        second: t(secondStep ? 'cli.account.list.second' : 'cli.account.list.no_second'),
      }),
    );
}

export async function setRoles(
  terminal: Terminal,
  email: string,
  roles: Role[],
  options: RecordOptions,
): Promise<void> {
  const set = await perform(terminal, 'account.role', { email, roles }, options);
  if (options.json) terminal.json(set);
  else terminal.out(terminal.t('cli.account.role.done', { name: set.name, email, roles: set.roles.join(', ') }));
}

export async function disableAccount(
  terminal: Terminal,
  email: string,
  options: RecordOptions & { reopen?: boolean },
): Promise<void> {
  const done = await perform(terminal, 'account.disable', { email, disabled: !options.reopen }, options);
  if (options.json) return terminal.json(done);
  const said = done.changed ? (done.disabled ? 'done' : 'reopened') : done.disabled ? 'was_closed' : 'was_open';
  terminal.out(terminal.t(`cli.account.disable.${said}`, { name: done.name, email }));
}
