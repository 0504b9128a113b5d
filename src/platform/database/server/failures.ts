import { AppError } from '../../errors.ts';

/** Network error codes, and PostgreSQL's classes 08 (connection), 28 (authorisation), 53, 57P0x (shutdown). */
const unreachable = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|ETIMEDOUT|ENOENT|EACCES|08|28|3D000|53300|57P0)/;
const lost =
  /connection terminated|not queryable|timeout (exceeded|expired)|after calling end|server does not support SSL/i;

/**
 * Turns a failure to reach the server into `database_unreachable`; other errors are returned unchanged. Never shows the
 * password.
 */
export function explainFailure(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = (error as { code?: unknown }).code;
  const isConnection = (typeof code === 'string' && unreachable.test(code)) || lost.test(error.message);
  if (!isConnection) return error;
  return new AppError('database_unreachable', {
    details: { host: hostOf(url), reason: reasonOf(error) },
    cause: error,
  });
}

function reasonOf(error: Error): string {
  // Node joins the failures of all addresses of a host in one error with an empty message.
  if (error instanceof AggregateError) return [...new Set(error.errors.map((each: Error) => each.message))].join('; ');
  return error.message;
}

/** Host and port of a database address. */
export function hostOf(url: string): string {
  try {
    const { host, searchParams } = new URL(url);
    return host || searchParams.get('host') || 'localhost';
  } catch {
    return 'DATABASE_URL';
  }
}
