import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../accounts/teams/change-team.ts';
import { createToken } from '../accounts/tokens/create-token.ts';
import { roles, type Role } from '../accounts/tables.ts';
import { loadUnsentAlerts } from '../evidence/watch/views.ts';
import type { Database } from '../platform/database/database.ts';
import { withViewer } from '../platform/database/viewer.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { administrator } from '../platform/testing/test-app.ts';
import { whole } from '../platform/testing/whole.ts';
import { limitItem } from '../record/teams/limit-item.ts';
import { hiddenRows, readCatalogue } from '../record/teams/policies.ts';
import { allKinds } from '../record/kinds/registry.ts';
import { deskOn } from '../web/testing/desk.ts';
import { things } from '../web/testing/secret-filing.ts';
import { unzip } from '../exchange/export/testing/unzip.ts';
import { composeModules } from './compose.ts';
import { fileAll, fileMore, publishOnce } from './testing/team-filing.ts';

/** A word that every text field of the limited items contains. */
const word = /teamword/i;

/** The numbers and ids of limited items begin here. No open item has such a number. */
const first = 7001;
/** The numbers and ids of items that are filed after the limited ones begin here. */
const after = 9001;
/** No item has this number. */
const nobodys = 8888;

/**
 * `path`: an address. `nothing`: the same address with a number that no item has. `pattern`: the pattern of the route.
 */
type Asked = { path: string; nothing: string | null; pattern: string };

/** A person outside the team who has every role. */
const everyRole = [...roles];

type Person = Awaited<ReturnType<ReturnType<typeof deskOn>['join']>> & { apiToken: string };

onOneDatabase('what is limited to a team', (db) => {
  let desk: ReturnType<typeof deskOn>;
  /** Each request comes one second after the last, so that the request limits of a client are never reached. */
  let at = new Date('2018-05-22T09:00:00Z');
  let member: Person;
  let other: Person;
  /** People who are in no team, one for each role. */
  let others: Person[];
  let numbers: number[];
  let items: { kind: string; number: number }[];
  let south: number;

  beforeAll(async () => {
    const modules = composeModules();
    desk = deskOn(db(), {
      now: () => at,
      listeners: modules.listeners.filter(({ name }) => name !== 'search' && name !== 'teams'),
    });
    await prepareJobs(db(), modules.jobs);
    const { app } = desk;
    const join = async (of: readonly Role[]): Promise<Person> => {
      const person = await desk.join(of);
      const principal = { ...person.principal, provenAt: app.now() };
      const scopes = (['read:desk', 'write:record', 'write:articles', 'publish'] as const).slice(
        0,
        of.length > 1 ? 4 : 1,
      );
      const { token } = await run(app, createToken, principal, { name: 'walk', scopes: [...scopes], days: 30 });
      return Object.assign(person, { apiToken: token });
    };
    member = await join(everyRole);
    other = await join(everyRole);
    others = [];
    for (const role of roles) others.push(await join([role]));
    const team = async (name: string, who: typeof member): Promise<number> =>
      (await run(app, createTeam, administrator, { name, members: [who.accountId] })).id;
    const north = await team('North', member);
    south = await team('South', other);
    await fileAll(app, member.principal, things('plain'), 'plainword');
    await restart(db(), first);
    const of = await fileAll(app, member.principal, things('team'), 'teamword');
    for (const ref of [of('source'), of('case'), of('article')])
      await run(app, limitItem, member.principal, { thing: ref, team: north });
    await fileMore(app, member.principal, of, 'teamword', north);
    numbers = await numbersFrom(db());
    items = await itemsFrom(db());
    await restart(db(), after);
    await fileAll(app, other.principal, things('later'), 'laterword');
  });

  /** Addresses of all routes of a method, with each given number or item in each parameter. */
  function addresses(method: string, given: readonly number[]): Asked[] {
    const patterns = new Set(desk.web.routes.filter((route) => route.method === method).map(({ path }) => path));
    return [...patterns]
      .filter((path) => !path.includes('*'))
      .flatMap((pattern): Asked[] => {
        const fill = (kind: string, number: number): string =>
          pattern.replaceAll(place, (_, name: string) => String(name === 'kind' ? kind : valueFor(name, number)));
        if (!pattern.includes(':')) return [{ pattern, path: pattern, nothing: null }];
        const filled = pattern.includes(':kind') ? items : given.map((number) => ({ kind: 'case', number }));
        return filled.map(({ kind, number }) => ({ pattern, path: fill(kind, number), nothing: fill(kind, nobodys) }));
      });
  }

  /** All addresses that can be read, also with these query parameters, which the desk's pages and the API accept. */
  const asked = (given: readonly number[], queries: readonly string[]): Asked[] =>
    addresses('GET', given).flatMap((one) => [
      one,
      ...[
        ...(one.pattern.startsWith('/api/') ? ['?audience=desk'] : []),
        ...(one.pattern.includes(':') ? [] : queries),
      ].map((query) => ({ ...one, path: one.path + query, nothing: one.nothing && one.nothing + query })),
    ]);

  type Answer = { status: number; text: string };
  const askOf =
    ({ cookie, apiToken }: Person) =>
    async (path: string, init: RequestInit = {}): Promise<Answer> => {
      at = new Date(at.getTime() + 1000);
      const sent = new Headers(init.headers);
      if (path.startsWith('/api/')) sent.set('authorization', `Bearer ${apiToken}`);
      else sent.set('cookie', cookie);
      const response = await desk.web.request(path, { ...init, headers: sent });
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
      const bytes = new Uint8Array(await response.arrayBuffer());
      const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
      const text = isZip
        ? [...(await unzip(Buffer.from(bytes))).values()].join('\n')
        : Buffer.from(bytes).toString('latin1');
      return { status: response.status, text: `${headers}\n${text}` };
    };

  /**
   * The addresses that reveal a limited item to someone outside the team. Either the answer contains its words, or its
   * status differs.
   */
  async function toldTo(ask: ReturnType<typeof askOf>, all: readonly Asked[]): Promise<string[]> {
    const told: string[] = [];
    const nothings = new Map<string, number>();
    const refused = new Set<string>();
    for (const { path, nothing, pattern } of all) {
      if (refused.has(pattern)) continue;
      const answer = await ask(path);
      // A page of results repeats the words of the search.
      const text = path.includes('q=') ? answer.text.replaceAll(sentWord, '') : answer.text;
      if (word.test(text)) told.push(`${path}: ${around(text)}`);
      if (nothing === null) continue;
      if (!nothings.has(nothing)) nothings.set(nothing, (await ask(nothing)).status);
      const status = nothings.get(nothing);
      if (status !== answer.status) told.push(`${path}: ${answer.status}, not ${status}`);
      // No one with this role may read these addresses.
      else if (status === 403) refused.add(pattern);
    }
    return told;
  }

  /** What the team reads at the addresses, and which items are noted as opened. */
  type TeamWalk = {
    /**
     * Addresses where the team reads something limited, by pattern. People with fewer rights request only some addresses
     * of each pattern.
     */
    telling: Map<string, Asked[]>;
    /** How many pages of each pattern the team has opened. */
    visits: Map<string, number>;
    /** Patterns whose pages show content of limited items. */
    showing: Set<string>;
    /** Content that was shown without being noted, and items that were noted although only their titles were shown. */
    faults: string[];
  };
  let walked: Promise<TeamWalk> | undefined;
  const walkOfTeam = (): Promise<TeamWalk> => (walked ??= walk());

  async function walk(): Promise<TeamWalk> {
    const ask = askOf(member);
    const made: TeamWalk = { telling: new Map(), visits: new Map(), showing: new Set(), faults: [] };
    await takeOpened();
    for (const one of asked(numbers, whole ? queries : tellingQueries)) {
      const { path, pattern } = one;
      const found = made.telling.get(pattern) ?? [];
      const visits = made.visits.get(pattern) ?? 0;
      if (found.length >= someOfEach && visits >= visitsOfEach) continue;
      const { status, text } = await ask(path);
      const kinds = await takeOpened();
      if (word.test(text) && found.length < someOfEach) made.telling.set(pattern, [...found, one]);
      if (status >= 300) continue;
      made.visits.set(pattern, visits + 1);
      if (titlesOnly.has(pattern)) made.faults.push(...kinds.map((kind) => `${path}: ${kind}`));
      for (const [what, of] of contentIn(text)) {
        made.showing.add(pattern);
        if (!of.some((kind) => kinds.includes(kind))) made.faults.push(`${path}: ${what}`);
      }
    }
    return made;
  }

  /** The kinds of the items that were noted as opened since the last call. */
  async function takeOpened(): Promise<string[]> {
    const { rows } = await db().executeSql(
      'with taken as (delete from thing_opened returning thing_id) select distinct t.kind from taken join thing t on t.id = taken.thing_id',
    );
    return rows.map((row) => (row as { kind: string }).kind);
  }

  it('has items of every kind, except of the kinds that only belong to what is public', async () => {
    const filed = new Set(items.map(({ kind }) => kind));
    expect(allKinds().flatMap(({ name }) => (filed.has(name) ? [] : [name]))).toEqual(ofPublished);
  });

  it('is in no page, file or answer of the API for anyone else, and each answers as if it did not exist', async () => {
    const { telling } = await walkOfTeam();
    // Checks that the test requests the addresses where the team sees limited items.
    expect(telling.size).toBeGreaterThan(170);
    const most = [...telling.values()].flat();
    const all = asked(numbers, queries);
    expect(await toldTo(askOf(other), whole ? all : [...most, ...someOf(all, 61)])).toEqual([]);
    for (const one of others)
      expect([one.principal.roles, await toldTo(askOf(one), most)]).toEqual([one.principal.roles, []]);
  }, 900_000);

  it('cannot be changed by anyone else: each form answers as if it did not exist', async () => {
    const before = await db().executeSql('select id, version from thing order by id');
    for (const [index, one] of [other, ...others].entries()) {
      const told: string[] = [];
      const ask = askOf(one);
      for (const method of ['POST', 'DELETE', 'PUT', 'PATCH']) {
        const all = addresses(method, numbers.slice(0, one === other ? 4 : 1));
        for (const { path, nothing, pattern } of whole ? all : someOf(all, 11, index)) {
          // The front page names public items only, and its first answer changes the version that the second needs.
          if (/sign-out|sign-in|lock|account|setup|settings|mirror|token|front-page/.test(pattern)) continue;
          const send = (to: string, number: number): Promise<Answer> =>
            ask(to, to.startsWith('/api/') ? json(method, number) : form(method, number, one.token));
          const number = Number(/\d{4}/.exec(path)?.[0] ?? numbers[0]);
          const answer = await send(path, number);
          if (word.test(answer.text)) told.push(`${path}: ${around(answer.text)}`);
          const { status } = await send(nothing ?? path, nobodys);
          if (status !== answer.status) told.push(`${method} ${path}: ${answer.status}, not ${status}`);
        }
      }
      expect([one.principal.roles, told]).toEqual([one.principal.roles, []]);
    }
    const since = await db().executeSql('select id, version from thing where id < $1 order by id', [after]);
    expect(since.rows).toEqual(before.rows.filter((row) => (row as { id: number }).id < after));
  }, 900_000);

  it('tells its team who opened it and when, and has not been opened by anyone else', async () => {
    const ask = askOf(member);
    for (const path of [`/desk/cases/${first}`, `/desk/sources/${first}`, `/desk/articles/${first}`]) {
      await ask(path);
      // The page lists who opened the item before.
      const { text } = await ask(path);
      expect([path, /<caption>Opened/.test(text), text.includes(member.name)]).toEqual([path, true, true]);
    }
    const { rows } = await db().executeSql('select distinct account_id from thing_opened');
    expect(rows).toEqual([{ account_id: member.accountId }]);
  });

  it('is noted as opened wherever its content is shown, but not where only its title is shown', async () => {
    const { faults, showing, visits } = await walkOfTeam();
    expect(faults).toEqual([]);
    // Checks that the test requests the addresses where the team reads limited items.
    expect(showing.size).toBeGreaterThan(50);
    expect([...titlesOnly].filter((pattern) => !visits.has(pattern))).toEqual([]);
  }, 900_000);

  it('cannot be an article or item that was published, because what was public must not vanish', async () => {
    for (const ref of await publishOnce(desk.app, other.principal, (what) => `once${what}`))
      await expect(run(desk.app, limitItem, other.principal, { thing: ref, team: south })).rejects.toMatchObject({
        code: 'limited_to_team',
      });
  });

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
    expect((await app.loadViewer!(member.accountId)).hides).toBe(true);
  });

  it('is hidden in each table: someone outside the team reads exactly the rows that do not belong to the team', async () => {
    const { teams } = await desk.app.loadViewer!(other.accountId);
    const counts = new Map<string, number>();
    for (const [table, { condition }] of hiddenRows(await readCatalogue(db()))) {
      const all = async (where: string, teamsSeen: string): Promise<number> => {
        const { rows } = await db().executeSql(
          `with seeing as materialized (select set_config('kronika.teams', '${teamsSeen}', true)) select count(*)::int as n from "${table}" cross join seeing where ${where}`,
        );
        return (rows[0] as { n: number }).n;
      };
      const hidden = await all(condition, teams.join());
      const read = await withViewer({ accountId: other.accountId, teams, hides: true, sees: false }, async () => {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
          db().read as never,
        );
        return rows[0]!.n;
      });
      if (hidden > 0) counts.set(table, hidden);
      expect([table, read]).toEqual([table, (await all('true', '')) - hidden]);
    }
    const catalogue = hiddenRows(await readCatalogue(db()));
    expect([...catalogue.keys()].filter((table) => !counts.has(table)).sort()).toEqual(
      Object.values(notFiled).flat().sort(),
    );
  });

  it('is protected by a policy for every column that refers to an item', async () => {
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

/**
 * Words in the content of limited items that are not in their titles. If an answer contains such a word, the record of
 * opened items must have an item of one of these kinds.
 */
const contents: ReadonlyMap<string, readonly string[]> = new Map([
  ['aswritten', ['claim']],
  ['supportnote', ['claim']],
  ['casesummary', ['case']],
  ['reason', ['case', 'claim']],
  ['place', ['case', 'claim']],
  ['taken', ['case', 'event', 'claim']],
  ['room', ['case', 'hearing', 'claim']],
  ['position', ['actor', 'claim']],
  ['actoralias', ['actor']],
  ['sourcenote', ['source']],
  ['passage', ['capture', 'source', 'claim', 'article']],
  ['standfirst', ['article']],
  ['sentence', ['article']],
  ['caption', ['article']],
  ['remark', ['article']],
  ['lawnamed', ['demand']],
  ['aboutwords', ['demand']],
  ['wording', ['permission']],
  ['wordingasked', ['permission']],
  ['heading', ['law', 'provision']],
  ['body', ['law', 'provision']],
  ['letterdemand', ['letter']],
  ['addressee', ['letter']],
  ['asking', ['letter', 'article']],
  ['licence', ['photo']],
  ['photonote', ['photo']],
]);

const contentIn = (text: string): Map<string, readonly string[]> =>
  new Map(
    [...text.matchAll(/teamword([a-z]+)/gi)].flatMap(([, what]) => {
      const kinds = contents.get(what!.toLowerCase());
      return kinds ? [[what!, kinds] as const] : [];
    }),
  );

/** Pages that show only titles and numbers of items. */
const titlesOnly: ReadonlySet<string> = new Set([
  '/desk',
  '/desk/cases',
  '/desk/actors',
  '/desk/sources',
  '/desk/questions',
  '/desk/articles',
  '/desk/history',
  '/desk/duplicates',
]);

/**
 * Columns with whole numbers that do not refer to items. Also columns of the search index, because the search hides its
 * rows, and the items that a person has selected, because only those that the person sees are looked up.
 */
const noItems = [
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
  'selection.holders',
  'selection.things',
  'support_message.goal',
  'support_message.raised',
  'support_message_count.away',
  'support_message_count.followed',
  'support_message_count.shown',
  'thing_team.thing_id',
  'upload.modified',
  'upload.received',
  'upload.size',
];

/** Kinds of items that exist only for published articles, and so are never limited. */
const ofPublished = ['reply'];

/**
 * Tables for which this test files no limited row, by the reason. Do not add a new table here: file a row for it in
 * testing/team-filing.ts.
 */
const notFiled: Readonly<Record<string, readonly string[]>> = {
  'only about what was published, which is never limited': [
    'article_act',
    'article_commenting',
    'case_actor',
    'case_point',
    'commenter_identity',
    'correction',
    'edition',
    'front_page_item',
    'pdf',
    'published_citation',
    'published_figure',
    'published_override',
    'reader_comment',
    'reader_comment_report',
    'released_capture',
    'reply',
  ],
  'only written when something is sealed or erased': ['file_erasure'],
  'only about letters that can be signed, which are never limited': [
    'letter_count',
    'letter_demand_claim',
    'letter_invitation',
    'letter_logo',
    'letter_mail',
    'letter_reminder',
    'letter_response',
    'letter_signature',
    'letter_version',
  ],
  'only about what is sealed or redacted': [
    'kept_advice',
    'kept_advice_for',
    'sealed_content',
    'sealed_for',
    'tombstone',
  ],
  'what people answer to what is filed, and queues that are empty again': [
    'duplicate_due',
    'link_round',
    'permission_return',
    'permission_seen',
    'undo_skipped',
  ],
};

/** How many addresses of each route people with fewer rights request. */
const someOfEach = whole ? 2 : 1;
/** How many pages of each route the team opens, to see whether this is noted. */
const visitsOfEach = whole ? 6 : 3;

/** Every so many addresses. */
const someOf = (all: readonly Asked[], every: number, from = 0): Asked[] =>
  all.filter((_, index) => index % every === from % every);

/** A value in an address, with its pattern. */
const place = /:(\w+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?\??/g;

/** A word that the requests send, and that pages repeat in their answers. */
const sent = 'teamwordcasetitle';
const sentWord = new RegExp(sent, 'gi');

const about = (number: number): string => `?a=case/${number}&b=case/9001&thing=case/${number}&draft=${number}`;
/** Every page that reveals something with one of `queries` does so with one of these. */
const tellingQueries = [`?q=${sent}&audience=desk`, `?case=${first}`, about(first)];
const queries = [
  `?q=${sent}`,
  ...tellingQueries,
  ...['source', 'actor', 'article', 'claim', 'proceeding'].map((kind) => `?${kind}=${first}`),
  about(first + 1),
  about(first + 2),
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

/** Lets the numbers and ids of items that are filed next begin at `start`. */
async function restart(db: Database, start: number): Promise<void> {
  await db.executeSql(
    `select setval(c.oid::regclass, ${start - 1}) from pg_class c where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace`,
  );
}

/** One limited item of each kind. */
async function itemsFrom(db: Database): Promise<{ kind: string; number: number }[]> {
  const { rows } = await db.executeSql(
    'select kind, min(number) as number from thing where id >= $1 and id in (select thing_id from thing_team) group by kind',
    [first],
  );
  return (rows as { kind: string; number: number }[]).map(({ kind, number }) => ({ kind, number: Number(number) }));
}

/** The numbers of the limited items, the ids of their drafts, and the ids of the first change sets about them. */
async function numbersFrom(db: Database): Promise<number[]> {
  const { rows } = await db.executeSql(
    `select number as n from thing where id >= ${first} union select id from draft where id >= ${first}
     union select id from change_set where id between ${first} and ${first + 3} order by 1`,
  );
  return (rows as { n: number }[]).map(({ n }) => Number(n));
}
