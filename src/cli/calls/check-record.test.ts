import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, systemPrincipal, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { composeModules, loadExample } from '../compose.ts';
import { recordCheck } from './check-record.ts';
import { rebuild } from './rebuild.ts';

const newCase = (title: string, visibility: 'desk' | 'public'): FilingInput => ({
  cases: [{ key: 'c', title, visibility }],
  claims: [
    {
      case: '#c',
      wording: 'The police searched the newsroom.',
      kind: 'paraphrase',
      mode: 'stated',
      checked: true,
      visibility,
      chain: [{ asWritten: 'a colleague', verb: 'said' }],
      support: { kind: 'direct-word', note: 'told the desk' },
      statements: [{ subject: '#c', property: 'incident-type', value: 'newsroom-search' }],
    },
  ],
});

onEitherDatabase('the check of the whole record', (db) => {
  let app: App;
  const context = (progress: (phase: string) => void = () => {}) => ({
    app,
    whole: app,
    principal: { ...systemPrincipal, via: 'cli' as const },
    input: {},
    why: undefined,
    signal: new AbortController().signal,
    progress: ({ phase }: { phase: string }) => progress(phase),
    send: async () => {},
    address: '',
  });
  beforeAll(async () => {
    const { listeners, jobs } = composeModules();
    await prepareJobs(db(), jobs);
    app = { ...testApp(db()), listeners };
    await loadExample(app);
    // What is limited to a team is calculated as its members see it.
    const member = await invited(app, 'member', 'editor');
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    const limited = await run(app, file, member, newCase('A case of a team', 'desk'));
    await run(app, limitItem, member, { thing: limited.cases[0]!, team });
  });

  const findings = async () => (await recordCheck.run(context())).findings;
  const rebuilt = async () => {
    expect((await rebuild.run(context())).failed).toEqual([]);
    expect(await findings()).toEqual([]);
  };
  const rowOf = async (query: string) => (await db().executeSql(query)).rows[0] as { id: number; ref: string };

  it('finds nothing in the samples, while others write', async () => {
    const writing: Promise<unknown>[] = [];
    const phases = new Set<string>();
    const report = await recordCheck.run(
      context((phase) => {
        if (phases.has(phase)) return;
        phases.add(phase);
        writing.push(run(app, file, editor, newCase(`A case filed during ${phase}`, 'public')));
      }),
    );
    await Promise.all(writing);
    expect(report).toMatchObject({ findings: [], found: 0 });
    expect(writing.length).toBe(4);
    expect(report.rows).toBeGreaterThan(3_000);
    expect(report.tables).toBeGreaterThan(100);
    expect(report.indexes).toBeGreaterThan(200);
  });

  it('names items whose facts, origins, search entries or counts were changed, and a rebuild repairs them', async () => {
    const fact = await rowOf("select subject_id as id, t.kind || '/' || t.number as ref from fact join thing t on t.id = subject_id order by subject_id limit 1"); // prettier-ignore
    const claim = await rowOf("select c.id, 'claim/' || t.number as ref from claim c join thing t on t.id = c.id order by c.id limit 1"); // prettier-ignore
    const entry = await rowOf("select e.thing_id as id, t.kind || '/' || t.number as ref from search_entry e join thing t on t.id = e.thing_id where e.kind = 'case' order by 1 limit 1"); // prettier-ignore
    const actor = await rowOf("select actor_id as id, 'actor/' || t.number as ref from search_name join thing t on t.id = actor_id order by 1 limit 1"); // prettier-ignore
    await db().executeSql(`
      update fact set public_origins = public_origins + 1 where subject_id = ${fact.id};
      update claim set origin = 'source/0' where id = ${claim.id};
      update search_entry set tsv = 'wrong:1', body = 'wrong' where thing_id = ${entry.id};
      update search_key set actors = '{}' , terms = terms[1:1] where thing_id = ${entry.id};
      delete from search_name where actor_id = ${actor.id};
      insert into search_entry (thing_id, kind, for_public, for_desk, title, tsv, body, terms, changed_at)
        values (987654321, 'case', true, true, 'A case that does not exist', '', '', '{}', now());
      insert into statistic_tally (part, a, b, span, n) values ('type', 'wrong', '', '', 3);
      insert into search_tally (for_public, kind, code, n) values (true, 'case', 987654, 2)`);
    const found = await findings();
    const derived = (table: string, of: string | null) =>
      expect.objectContaining({ problem: 'derived', table, of }) as unknown;
    expect(found).toEqual(
      expect.arrayContaining([
        derived('fact', fact.ref),
        derived('claim', claim.ref),
        derived('search_entry', entry.ref),
        derived('search_key', entry.ref),
        derived('search_name', actor.ref),
        derived('search_entry', 'id 987654321'),
        derived('statistic_tally', null),
        derived('search_tally', null),
      ]),
    );
    await rebuilt();
  });

  it('finds rows that break a rule of their table, or refer to a row that does not exist', async () => {
    const replica = async (change: string) =>
      db().transaction(async (tx) => {
        // Foreign keys do not apply to what replication writes.
        await sql.raw('set local session_replication_role = replica').execute(tx);
        await sql.raw(change).execute(tx);
      });
    const event = await rowOf("select e.case_id as id, t.kind || '/' || t.number as ref from event e join thing t on t.id = e.id order by e.id limit 1"); // prettier-ignore
    const source = await rowOf("select s.publisher_id as id, t.kind || '/' || t.number as ref from source s join thing t on t.id = s.id where s.publisher_id is not null order by s.id limit 1"); // prettier-ignore
    const idOf = ({ ref }: { ref: string }) => `(select id from thing where kind || '/' || number = '${ref}')`;
    await replica(`update event set case_id = 987654321 where id = ${idOf(event)}`);
    await replica(`update source set publisher_id = 987654321 where id = ${idOf(source)}`);
    const found = await findings();
    expect(found).toContainEqual(
      expect.objectContaining({ problem: 'rule', table: 'event', name: 'case_id', of: event.ref }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({ problem: 'rule', table: 'source', name: 'source_publisher_id_fkey', of: source.ref }),
    );
  });
});
