import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../accounts/teams/change-team.ts';
import { createToken } from '../accounts/tokens/create-token.ts';
import { roles } from '../accounts/tables.ts';
import { createArticles } from '../documents/create-articles.ts';
import { bringIn } from '../drafting/store/bring-in.ts';
import { loadUnsentAlerts } from '../evidence/watch/views.ts';
import { watchSource } from '../evidence/watch/watch-source.ts';
import { createReportedLetters } from '../letters/reported/create-letters.ts';
import type { Database } from '../platform/database/database.ts';
import { withSight } from '../platform/database/sight.ts';
import { prepareJobs } from '../platform/jobs/jobs.ts';
import { run, type Principal } from '../platform/operation.ts';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { administrator } from '../platform/testing/test-app.ts';
import { filingLists, file } from '../record/filing/file.ts';
import { storeCapture } from '../record/sources/store-capture.ts';
import { limitItem } from '../record/teams/limit-item.ts';
import { hiddenRows, readCatalogue } from '../record/teams/policies.ts';
import { fileDemands } from '../requests/demands/file-demands.ts';
import { filePermissions } from '../requests/permissions/file-permissions.ts';
import { deskOn } from '../web/testing/desk.ts';
import { things, type FilingList } from '../web/testing/secret-filing.ts';
import { composeModules } from './compose.ts';

/** Occurs in every field of what is limited to the team. */
const word = /teamword/i;

/** Numbers and ids of what is limited begin here, those of what comes after it there: no open item has such a number. */
const first = 7001;
const after = 9001;
/** No item has this number. */
const nobodys = 8888;

/** A person outside the team who has every role. */
const everyRole = [...roles];

const page = 'The teamwordPassage stands here.';

onOneDatabase('what is limited to a team', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let member: Awaited<ReturnType<typeof desk.join>>;
  let other: Awaited<ReturnType<typeof desk.join>>;
  let tokens: { member: string; other: string };
  let numbers: number[];

  beforeAll(async () => {
    const modules = composeModules();
    desk = deskOn(db(), { listeners: modules.listeners.filter(({ name }) => name !== 'search' && name !== 'teams') });
    await prepareJobs(db(), modules.jobs);
    const { app } = desk;
    const join = async (): Promise<typeof member> => {
      const person = await desk.join('administrator');
      await db().executeSql('update account set roles = $1 where id = $2', [everyRole, person.accountId]);
      return Object.assign(person, { principal: { ...person.principal, roles: everyRole } });
    };
    member = await join();
    other = await join();
    const team = async (name: string, who: typeof member): Promise<number> =>
      (await run(app, createTeam, administrator, { name, members: [who.accountId] })).id;
    const north = await team('North', member);
    await team('South', other);
    await fileAll(things('plain'), member.principal, 'plainword');
    await restart(db(), first);
    const made = await fileAll(things('team'), member.principal, 'teamword');
    for (const ref of [made.source, made.case, made.article])
      await run(app, limitItem, member.principal, { thing: ref, team: north });
    numbers = await numbersFrom(db());
    await restart(db(), after);
    await fileAll(things('later'), other.principal, 'laterword');
    const scopes = ['read:desk', 'write:record', 'write:articles', 'publish'] as const;
    const token = async (who: typeof member): Promise<string> =>
      (
        await run(
          app,
          createToken,
          { ...who.principal, provenAt: app.now() },
          { name: 'walk', scopes: [...scopes], days: 30 },
        )
      ).token;
    tokens = { member: await token(member), other: await token(other) };
  }, 240_000);

  async function fileAll(
    filing: FilingList,
    who: Principal,
    mark: string,
  ): Promise<{ source: string; case: string; article: string }> {
    const { app } = desk;
    const made = await run(app, file, who, filing);
    const refs = new Map<string, string>();
    for (const [list] of filingLists)
      for (const [index, one] of (filing as Record<string, { key?: string }[]>)[list]!.entries())
        if (one.key) refs.set(one.key.replace(/^\w+?-/, ''), (made as Record<string, string[]>)[list]![index]!);
    const of = (key: string): string => refs.get(key)!;
    const text = page.replaceAll('teamword', mark);
    await run(app, storeCapture, who, {
      source: of('source'),
      title: 'x',
      method: 'fetch',
      requestedUrl: `https://example.org/${mark}address`,
      finalUrl: `https://example.org/${mark}address`,
      status: 200,
      mediaType: 'text/html',
      bytes: Buffer.from(text),
      text,
    });
    await bringIn(app, who, {
      text: `${text} “This is ${mark}Quoted”, said ${mark}Speaker to reporters on 6 April 2031.`,
      source: of('source'),
      title: `${mark}Drafttitle`,
    });
    await run(app, watchSource, who, { source: of('source'), every: 'daily' });
    const [article] = await run(app, createArticles, who, {
      articles: [
        {
          headline: { text: `${mark}Headline`, claims: [of('claim')], whole: true },
          standfirst: { sentences: [{ text: `${mark}Standfirst stands here.`, claims: [of('claim')] }] },
          byline: { names: [`${mark}Author`] },
          cases: [of('case')],
          blocks: [{ type: 'paragraph', sentences: [{ text: `The ${mark}Sentence says so.`, claims: [of('claim')] }] }],
        },
      ],
    });
    await run(app, createReportedLetters, who, {
      letters: [
        {
          title: `${mark}Lettertitle`,
          language: 'en',
          visibility: 'desk',
          source: of('source'),
          events: [of('event')],
        },
      ],
    });
    await run(app, fileDemands, who, {
      demands: [
        {
          kind: 'remove',
          what: `${mark}Demanded`,
          law: `${mark}Lawnamed`,
          aboutWords: `${mark}Aboutwords`,
          about: [of('case')],
          received: '2031-04-20',
          files: [{ name: `${mark}file.txt`, content: Buffer.from(`${mark}Filed`).toString('base64') }],
        },
      ],
    });
    await run(app, filePermissions, who, {
      permissions: [
        {
          person: `${mark}Permitter`,
          article: article!.article,
          kinds: ['medical'],
          subject: `${mark}Subject`,
          wording: `${mark}Wording`,
          answer: { state: 'given', on: '2031-04-01', way: 'letter' },
        },
      ],
    });
    return { source: of('source'), case: of('case'), article: article!.article };
  }

  type Asked = { path: string; pattern: string };

  /** Addresses of all routes of a method, with each number in each place. */
  function addresses(method: string, given: readonly number[]): Asked[] {
    const patterns = new Set(desk.web.routes.filter((route) => route.method === method).map(({ path }) => path));
    return [...patterns]
      .filter((path) => !path.includes('*'))
      .flatMap((pattern) => {
        const fill = (number: number): Asked => ({
          pattern,
          path: pattern.replaceAll(place, (_, name: string) => String(valueFor(name, number))),
        });
        return pattern.includes(':') ? given.map(fill) : [fill(0)];
      });
  }

  /** The same with what the desk's pages and the API can be asked for. */
  const asked = (given: readonly number[]): Asked[] =>
    addresses('GET', given).flatMap((one) => [
      one,
      ...(!one.pattern.includes(':') ? queries : one.pattern.startsWith('/api/') ? ['?audience=desk'] : []).map(
        (query) => ({
          ...one,
          path: one.path + query,
        }),
      ),
    ]);

  const askOf = (who: 'member' | 'other') => {
    const { cookie } = who === 'member' ? member : other;
    return async (path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> => {
      const sent = new Headers(init.headers);
      if (path.startsWith('/api/')) sent.set('authorization', `Bearer ${tokens[who]}`);
      else sent.set('cookie', cookie);
      const response = await desk.web.request(path, { ...init, headers: sent });
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, text: `${headers}\n${bytes.toString('latin1')}` };
    };
  };

  it('is in no page, file or answer of the API for anyone else, and each answers as if it did not exist', async () => {
    const [theirs, outside] = [askOf('member'), askOf('other')];
    const told: string[] = [];
    const differs: string[] = [];
    const shown = new Set<string>();
    for (const { path, pattern } of asked(numbers)) {
      if (!shown.has(pattern) && word.test((await theirs(path)).text)) shown.add(pattern);
      const answer = await outside(path);
      const text = path.includes('q=') ? answer.text.replaceAll(sentWord, '') : answer.text;
      if (word.test(text)) told.push(`${path}: ${around(text)}`);
      const number = numbers.find((one) => path.includes(String(one)));
      if (number === undefined || !pattern.includes(':')) continue;
      const nothing = await outside(path.replaceAll(String(number), String(nobodys)));
      if (nothing.status !== answer.status) differs.push(`${path}: ${answer.status}, not ${nothing.status}`);
    }
    expect(told).toEqual([]);
    expect(differs).toEqual([]);
    // The walk reaches what the team sees.
    expect(shown.size).toBeGreaterThan(95);
  }, 900_000);

  it('is changed by nobody else: each form answers as if it did not exist', async () => {
    const outside = askOf('other');
    const before = await db().executeSql('select id, version from thing order by id');
    const told: string[] = [];
    const differs: string[] = [];
    for (const method of ['POST', 'DELETE', 'PUT', 'PATCH'])
      for (const { path, pattern } of addresses(method, numbers.slice(0, 4))) {
        if (/sign-out|sign-in|lock|account|setup|settings|mirror|token/.test(pattern)) continue;
        const send = (to: string, number: number): Promise<{ status: number; text: string }> =>
          outside(to, to.startsWith('/api/') ? json(method, number) : form(method, number, other.token));
        const number = numbers.find((one) => path.includes(String(one))) ?? numbers[0]!;
        const answer = await send(path, number);
        if (word.test(answer.text)) told.push(`${path}: ${around(answer.text)}`);
        const nothing = await send(path.replaceAll(String(number), String(nobodys)), nobodys);
        if (nothing.status !== answer.status)
          differs.push(`${method} ${path}: ${answer.status}, not ${nothing.status}`);
      }
    expect(told).toEqual([]);
    expect(differs).toEqual([]);
    const since = await db().executeSql('select id, version from thing where id < $1 order by id', [after]);
    expect(since.rows).toEqual(before.rows.filter((row) => (row as { id: number }).id < after));
  }, 900_000);

  it('is in no email to someone who has left the team', async () => {
    const { app } = desk;
    const { rows } = await db().executeSql('select source_id from watch where source_id >= $1 and source_id < $2', [
      first,
      after,
    ]);
    const [{ source_id: source }] = rows as [{ source_id: number }];
    await db().executeSql(
      `insert into watch_finding (source_id, at, kind, about, state, told) values ($1, now(), 'gone', '{}', 'open', false)`,
      [source],
    );
    const emails = async (): Promise<(string | null)[]> =>
      (await loadUnsentAlerts(db().read)).map(({ email }) => email);
    expect(await emails()).toEqual([member.email]);
    await db().executeSql('delete from team_member where account_id = $1', [member.accountId]);
    expect(await emails()).toEqual([null]);
    expect((await app.sightOf!(member.accountId)).hides).toBe(true);
  });

  it('is hidden by each table: what the database counts as hidden is what nobody else reads', async () => {
    const { teams } = await desk.app.sightOf!(other.accountId);
    const counts = new Map<string, number>();
    for (const [table, { condition }] of hiddenRows(await readCatalogue(db()))) {
      const all = async (where: string, teamsSeen: string): Promise<number> => {
        const { rows } = await db().executeSql(
          `with seeing as materialized (select set_config('kronika.teams', '${teamsSeen}', true)) select count(*)::int as n from "${table}" cross join seeing where ${where}`,
        );
        return (rows[0] as { n: number }).n;
      };
      const hidden = await all(condition, teams.join());
      const read = await withSight({ accountId: other.accountId, teams, hides: true, sees: false }, async () => {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
          db().read as never,
        );
        return rows[0]!.n;
      });
      if (hidden > 0) counts.set(table, hidden);
      expect([table, read]).toEqual([table, (await all('true', '')) - hidden]);
    }
    // What the team filed is in so many tables.
    expect(counts.size).toBeGreaterThan(30);
  });

  it('has a policy for every column that refers to an item', async () => {
    const catalogue = await readCatalogue(db());
    const hidden = hiddenRows(catalogue);
    const { rows } = await db().executeSql(
      `select c.relname as "table", a.attname as "column" from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
       and a.atttypid in ('int8'::regtype, 'int8[]'::regtype) order by 1, 2`,
    );
    const elsewhere = new Set(
      catalogue.references.filter(({ to }) => !hidden.has(to)).map(({ table, column }) => `${table}.${column}`),
    );
    const without = (rows as { table: string; column: string }[])
      .map(({ table, column }) => ({ table, name: `${table}.${column}` }))
      .filter(({ table, name }) => !hidden.has(table) && !elsewhere.has(name) && !name.endsWith('.id'));
    expect(without.map(({ name }) => name)).toEqual(noItems);
  });
});

/** Whole numbers that name no item, and the tables of the index, whose rows the search leaves out itself. */
const noItems = [
  'appeal.goal',
  'appeal.raised',
  'appeal_count.away',
  'appeal_count.followed',
  'appeal_count.shown',
  'authenticator.last_step',
  'daily_root.number',
  'daily_root_stamp.root',
  'figure.number',
  'former_address.followed',
  'passkey.counter',
  'rooted.root',
  'search_entry.actors',
  'search_entry.outlets',
  'search_entry.serial',
  'search_entry.thing_id',
  'search_key.actors',
  'search_key.thing_id',
  'search_name.actor_id',
  'thing_team.thing_id',
];

/** A value in an address, with its pattern. */
const place = /:(\w+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?\??/g;

/** What a page repeats of the address that it was asked for. */
const sent = 'teamwordcasetitle';
const sentWord = new RegExp(sent, 'gi');

const some = [first, first + 1, first + 2];
const queries = [
  `?q=${sent}`,
  `?q=${sent}&audience=desk`,
  ...['case', 'source', 'actor', 'article', 'claim', 'proceeding'].map((kind) => `?${kind}=${first}`),
  ...some.map((number) => `?a=case/${number}&b=case/9001&thing=case/${number}&draft=${number}`),
];

const form = (method: string, number: number, token: string): RequestInit => ({
  method,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    _token: token,
    version: '1',
    thing: `case/${number}`,
    case: `case/${number}`,
    source: `source/${number}`,
    article: `article/${number}`,
    reason: 'A reason that is long enough.',
    title: 'A title',
    wording: 'Some words',
  }).toString(),
});

const json = (method: string, number: number): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ thing: `case/${number}`, things: [`case/${number}`], visibility: 'public', version: 1 }),
});

const around = (text: string): string => /.{0,60}teamword.{0,40}/is.exec(text)![0].replaceAll(/\s+/g, ' ');

const valueFor = (name: string, number: number): string | number =>
  ({ slug: '-', kind: 'case', code: 'KZ', language: 'en', file: `${number}.txt`, name: `${number}`, property: 'date' })[
    name
  ] ?? number;

/** Items and papers that are filed next have numbers and ids from `start` on. */
async function restart(db: Database, start: number): Promise<void> {
  await db.executeSql(
    `select setval(c.oid::regclass, ${start - 1}) from pg_class c where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace`,
  );
}

/** The numbers of the limited items, the ids of drafts and other papers, and those of the changes that made them. */
async function numbersFrom(db: Database): Promise<number[]> {
  const { rows } = await db.executeSql(
    `select number as n from thing where id >= ${first} union select id from draft where id >= ${first}
     union select id from change_set where id between ${first} and ${first + 3} order by 1`,
  );
  return (rows as { n: number }[]).map(({ n }) => Number(n));
}
