import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { AppError } from '../../errors.ts';

/*
 * A pooler such as PgBouncer can be between Kronika and the server. In transaction mode, it runs each transaction on
 * any of its own connections to the server (docs/decisions/0263).
 */

/**
 * Whether a pooler is between this client and the server. When a client connects, a pooler sends an invented process id
 * instead of the id of the server's process.
 */
export async function isPooled(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid !== (client as unknown as { processID: number | null }).processID;
}

/** @throws AppError `config_invalid` if there is a pooler, because LISTEN does not work through one */
export async function requireDirectConnection(client: pg.ClientBase): Promise<void> {
  if (!(await isPooled(client))) return;
  throw new AppError('config_invalid', {
    details: {
      name: 'DATABASE_DIRECT_URL',
      reason:
        'notifications do not come through a connection pooler such as PgBouncer. Set it to the address of PostgreSQL itself',
    },
  });
}

/** The number of attempts, because a busy pooler may give each client its own session, which hides the fault. */
const rounds = 5;
/** PostgreSQL's error codes: a prepared statement exists already, or does not exist. */
const notCarriedOver: ReadonlySet<unknown> = new Set(['42P05', '26000']);

/**
 * Checks that the pooler supports prepared statements: two clients prepare a statement with the same name. Without this
 * support, both use one session, and the names collide.
 * @throws AppError `config_invalid` if the pooler does not carry over prepared statements
 */
export async function requirePreparedStatements(one: pg.ClientBase, other: pg.ClientBase): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const name = `kronika_${randomBytes(6).toString('hex')}`;
    try {
      for (const client of [one, other, one, other]) await client.query({ name, text: 'select 1' });
    } catch (error) {
      if (!notCarriedOver.has((error as { code?: unknown }).code)) throw error;
      throw new AppError('config_invalid', {
        details: {
          name: 'DATABASE_URL',
          reason:
            'the connection pooler does not carry over prepared statements. PgBouncer 1.21 or newer does, with max_prepared_statements = 200',
        },
        cause: error,
      });
    }
  }
}
