import { AppError } from '../../errors.ts';

/**
 * Node's network error codes, and PostgreSQL's codes: the classes 08 (connection) and 28 (authorisation), 3D000 (no
 * such database), 53300 (too many connections), and 57P0x (shutdown).
 */
const unreachable = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|ETIMEDOUT|ENOENT|EACCES|08|28|3D000|53300|57P0)/;
const lost =
  /connection terminated|not queryable|timeout (exceeded|expired)|after calling end|server does not support SSL/i;

/**
 * Turns a failure to reach the server into `database_unreachable`, which names the host, never the password. Other
 * errors are returned unchanged.
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
  // If a host has several addresses, Node throws an AggregateError with an empty message and one error per address.
  if (error instanceof AggregateError) return [...new Set(error.errors.map((each: Error) => each.message))].join('; ');
  return error.message;
}

/** Host and port of a database URL. */
export function hostOf(url: string): string {
  try {
    const { host, searchParams } = new URL(url);
    return host || searchParams.get('host') || 'localhost';
  } catch {
    return 'DATABASE_URL';
  }
}
