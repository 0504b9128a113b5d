import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { AppError } from '../../errors.ts';

/*
 * A pooler such as PgBouncer is between Kronika and the server. In transaction mode it gives each transaction to any of
 * its own connections (docs/decisions/0263).
 */

/**
 * Whether a pooler is between this client and the server. A pooler invents the process id that it tells its clients, and
 * the server knows its own.
 */
export async function isPooled(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid !== (client as unknown as { processID: number | null }).processID;
}

/** @throws AppError `config_invalid` if the connection is not directly to the server, because a pooler loses LISTEN */
export async function demandDirect(client: pg.ClientBase): Promise<void> {
  if (!(await isPooled(client))) return;
  throw new AppError('config_invalid', {
    details: {
      name: 'DATABASE_DIRECT_URL',
      reason:
        'notifications do not come through a connection pooler such as PgBouncer. Set it to the address of PostgreSQL itself',
    },
  });
}

/** How often the prepared statements of two clients are compared. A busy pooler may give each a session of its own. */
const rounds = 5;
/** PostgreSQL's error codes: a prepared statement exists already, or does not exist. */
const notCarriedOver: ReadonlySet<unknown> = new Set(['42P05', '26000']);

/**
 * Two clients prepare a statement with the same name. Without support of the pooler, both names mean one statement of
 * one session.
 * @throws AppError `config_invalid` if the pooler does not carry over prepared statements
 */
export async function demandPreparedStatements(one: pg.ClientBase, other: pg.ClientBase): Promise<void> {
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
