import { errorText } from '../accounts/error-text.ts';
import { AppError } from '../platform/errors.ts';
import type { MessageParams } from '../platform/messages/messages.ts';
import type { Terminal } from './terminal.ts';

export const exits = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** An error of the command line itself. The key of its text in `messages/…/cli.json` is `error.<key>`. */
export class CliError extends Error {
  readonly key: string;
  readonly params: MessageParams;
  readonly exit: number;

  constructor(key: string, params: MessageParams = {}, exit: number = exits.failed) {
    super(key);
    this.name = 'CliError';
    this.key = `cli.error.${key}`;
    this.params = params;
    this.exit = exit;
  }
}

/** Prints what went wrong and returns the exit status. With `asJson`, prints one JSON object for programs. */
export function report(terminal: Terminal, thrown: unknown, asJson: boolean): number {
  const { t } = terminal;
  const { code, message, fields } = explain(terminal, thrown);
  if (asJson) terminal.err(JSON.stringify({ error: { code, message, fields } }));
  else
    terminal.err(
      [t('cli.error.heading', { message }), ...fields.map((field) => `  ${field.path}: ${field.message}`)].join('\n'),
    );
  if (thrown instanceof CliError) return thrown.exit;
  if (fields.some(({ path }) => path === '--search')) return exits.usage;
  return code === 'cancelled' ? exits.interrupted : exits.failed;
}

type Explained = { code: string; message: string; fields: { path: string; message: string }[] };

/** The code of an error, with its message and fields in the language of the terminal. */
export function explain({ t, env }: Terminal, thrown: unknown): Explained {
  if (thrown instanceof CliError)
    return { code: thrown.key.slice('cli.error.'.length), message: t(thrown.key, thrown.params), fields: [] };
  if (thrown instanceof Error && thrown.name === 'ServerGone')
    return { code: 'server_gone', message: t('cli.error.server_gone'), fields: [] };
  if (!(thrown instanceof AppError) || thrown.code === 'internal') {
    const id = thrown instanceof AppError ? thrown.details['id'] : undefined;
    if (id !== undefined) return { code: 'internal', message: t('cli.error.internal_number', { id }), fields: [] };
    const cause = thrown instanceof AppError && thrown.cause !== undefined ? thrown.cause : thrown;
    const reason =
      cause instanceof Error
        ? ((env['KRONIKA_LOG'] === 'debug' ? cause.stack : undefined) ?? cause.message)
        : String(cause);
    return { code: 'internal', message: t('cli.error.internal', { reason }), fields: [] };
  }
  return {
    code: thrown.code,
    message: t.has(`cli.error.${thrown.code}`) ? t(`cli.error.${thrown.code}`, thrown.details) : errorText(t, thrown),
    fields: thrown.fields.map(({ path, message, params }) => ({
      path,
      message: t.has(message) ? t(message, params) : message,
    })),
  };
}
