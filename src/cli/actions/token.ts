import type { Scope } from '../../accounts/tokens/tables.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/** Creates a token. The token is printed on a separate line. */
export async function addToken(
  terminal: Terminal,
  name: string,
  options: RecordOptions & { scope: string[]; days: string },
): Promise<void> {
  needAccount(options);
  const made = await perform(
    terminal,
    'token.add',
    { name, scopes: options.scope as Scope[], days: options.days },
    options,
  );
  if (options.json) terminal.json(made);
  else
    terminal.out(
      terminal.t('cli.token.add.done', { number: made.number, token: made.token, day: made.until.slice(0, 10) }),
    );
}

export async function listTokens(terminal: Terminal, options: RecordOptions): Promise<void> {
  needAccount(options);
  const tokens = await perform(terminal, 'token.list', {}, options);
  if (options.json) {
    terminal.json(tokens);
    return;
  }
  for (const one of tokens)
    terminal.out(
      terminal.t('cli.token.list.line', {
        number: one.number,
        name: one.name,
        owner: one.owner,
        scopes: one.scopes.join(', '),
        day: one.until.slice(0, 10),
        used: one.used ?? 'never',
        state: one.state,
      }),
    );
}

export async function revokeToken(terminal: Terminal, number: string, options: RecordOptions): Promise<void> {
  needAccount(options);
  await perform(terminal, 'token.revoke', { token: number }, options);
  if (!options.json) terminal.out(terminal.t('cli.token.revoke.done', { number }));
}
