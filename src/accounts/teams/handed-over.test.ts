import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { migrationsDirectory } from '../../platform/database/migrate.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';

onBothDatabases('the migration that notes whose password link was handed over', (db) => {
  it('marks earlier accounts, except where something shows that no one else had the link', async () => {
    await db().executeSql(`drop schema public cascade; create schema public;
      create table account (id int, name text, password_hash text, email_by_administrator boolean default false);
      create table team_member (account_id int);
      create table one_time_link (account_id int, purpose text, mail text, used_at timestamptz);
      create table change_set (id int, operation text);
      create table change (change_set_id int, kind text, thing_id int, action text, after json);
      insert into account values (1, 'first administrator', 'x', false), (2, 'first, reset since', 'x', false), (3, 'invited, not joined', null, false),
        (4, 'handed over', 'x', false), (5, 'emailed', 'x', false), (6, 'no link left', 'x', false), (7, 'emailed, then handed over', 'x', false),
        (8, 'emailed to an address of theirs', 'x', true), (9, 'invited by email', 'x', true);
      insert into change_set values (1, 'accounts.useLink'), (2, 'accounts.createPasswordLink'), (3, 'accounts.invite');
      insert into change values (1, 'account', 1, 'created', '{}'), (1, 'account', 2, 'created', '{}'),
        (2, 'account', 2, 'changed', '{"passwordLink":true}'), (3, 'account', 6, 'created', '{}');
      insert into one_time_link values (4, 'join', null, now()), (5, 'recovery', 'sent', now()),
        (5, 'join', null, now() - interval '1 day'), (7, 'password', null, now()), (7, 'join', 'sent', now() - interval '1 day'),
        (8, 'recovery', 'sent', now()), (9, 'join', 'sent', now()), (3, 'join', null, null);`);
    await db().executeSql(readFileSync(join(migrationsDirectory, '0151-passwords-handed-over.sql'), 'utf8'));
    const { rows } = await db().executeSql('select name from account where password_handed_over order by id');
    expect((rows as { name: string }[]).map(({ name }) => name)).toEqual([
      'first, reset since',
      'handed over',
      'no link left',
      'emailed, then handed over',
      'emailed to an address of theirs',
    ]);
  });
});
