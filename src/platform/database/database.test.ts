import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { onBothDatabases } from '../testing/databases.ts';

onBothDatabases('transactions', (db) => {
  it('refuses the root handle inside a transaction', async () => {
    const attempt = db().transaction(async () => db().executeSql('select 1'));
    await expect(attempt).rejects.toThrow(AppError);
    const { rows } = await sql<{ n: number }>`select count(*) as n from migration`.execute(db().read as never);
    expect(rows[0]!.n).toBeGreaterThan(0);
  });
});
