import { sql } from 'kysely';
import { insertRows } from '../insert-rows.ts';
import { openDatabase } from '../open-database.ts';

declare module '../tables.ts' {
  interface Tables {
    part: { n: number; i: number; text: string };
  }
}

// For a test: opens a data directory and prints its content. Then writes until it is killed, and prints each commit.
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const [dataDir, rounds = 'Infinity'] = process.argv.slice(2);

const db = await openDatabase({ dataDir: dataDir!, migrate: false });
await db.executeSql(`
  create table if not exists written (n int primary key, note text not null);
  create table if not exists part (n int not null references written, i int not null, text text not null, primary key (n, i));
`);
const [found] = (
  await db.executeSql(`
  select coalesce(max(n), 0) as last, count(*) as count, (select count(*) from part) as parts,
    (select count(*) from written w where (select count(*) from part p where p.n = w.n) <> 20) as torn from written`)
).rows;
say(JSON.stringify(found));

let n = (found as { last: number }).last;
for (let round = 0; round < Number(rounds); round++) {
  n++;
  await db.transaction(async (tx) => {
    await sql`insert into written (n, note) values (${n}, ${'x'.repeat(n % 500)})`.execute(tx);
    // Rows that fill more than one page of the table; some texts are so large that PostgreSQL stores them outside it
    // (TOAST).
    const parts = Array.from({ length: 20 }, (_, i) => ({
      n,
      i,
      text: String(n * i).repeat(n % 40 === 0 ? 2000 : 10),
    }));
    await insertRows(tx, 'part', parts);
  });
  say(String(n));
  if (n % 50 === 0) await db.executeSql('checkpoint');
  if (n % 70 === 0) {
    await db.executeSql('update written set note = reverse(note) where n % 3 = 0');
    await db.executeSql('vacuum written');
  }
}
await db.close();
