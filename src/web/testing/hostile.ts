import { sql } from 'kysely';
import type { Role } from '../../accounts/tables.ts';
import { cellOf, declaredOperations } from '../../accounts/testing/role-table.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { loadExample } from '../../exchange/example/load.ts';
import { exported } from '../../exchange/export/testing/exported.ts';
import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { editor, monitor } from '../../platform/testing/test-app.ts';
import { whole } from '../../platform/testing/whole.ts';
import { addPage } from '../../drafting/store/add-page.ts';
import { file } from '../../record/filing/file.ts';
import { PlainBrowser } from '../drafting/testing/plain-browser.ts';
import { routes } from '../routes.ts';
import { deskOn } from './desk.ts';

type Desk = ReturnType<typeof deskOn>;
type Person = Awaited<ReturnType<Desk['join']>>;

/** Everything in the database that decides what readers see. */
async function seenByReaders(app: App): Promise<unknown> {
  const rows = async (query: ReturnType<typeof sql>) => (await query.execute(app.db.read)).rows;
  return {
    record: await exported(app, 'record.jsonl', {}, 'public'),
    access: await rows(sql`select kind, number, visibility, withdrawn_at is null as stands from thing
      where visibility = 'public' order by kind, number`),
    articles: await rows(sql`select id, state, edition_id from document where state <> 'draft' order by id`),
    editions: await rows(sql`select id, revision_id from edition order by id`),
    tags: await rows(sql`select document_id, tag_id from article_tag join document d on d.id = document_id
      where d.state <> 'draft' order by 1, 2`),
    photos: await rows(sql`select p.id, p.alt, p.credit from photo p join revision_photo r on r.photo_id = p.id
      join edition e on e.revision_id = r.revision_id order by p.id`),
    letters: await rows(
      sql`select id, stage, title, version_id from letter where coalesce(stage, 'published') = 'published' order by id`,
    ),
    demands: await rows(sql`select id, counted from demand where counted <> 'left-out' order by id`),
    paper: await rows(
      sql`select name, value from setting where name in ('publication', 'commenting', 'front') order by name`,
    ),
  };
}

/** The path without query and numbers. So forms of the same kind have the same path. */
const patternOf = (path: string): string => path.replace(/[?#].*$/, '').replace(/\d+/g, ':n');
/** Pages of the person.s own account are left out. They change nothing that readers see, and signing out would end the walk. */
const own = /^\/desk\/(account|sign|lock|unlock|tokens|use|two-step)/;
const hostile = 'Words of a hostile colleague';
const [pagesOfAKind, pressesOfAKind] = whole ? [3, 4] : [1, 1];

/**
 * Follows the links between pages of the desk, to a few pages of each kind. Presses every button of their forms, with
 * hostile words, and always asks for public access. Stops when `most` buttons were accepted. @returns the number of
 * opened pages, of pressed buttons, and of accepted buttons
 */
async function pressEverything(
  who: Person,
  seeds: readonly string[],
  most: number,
): Promise<{ pages: number; buttons: number; done: number }> {
  const browser = new PlainBrowser(who);
  const waiting = [...seeds];
  const seen = new Map<string, number>();
  const pressed = new Map<string, number>();
  const counts = { pages: 0, buttons: 0, done: 0 };
  while (waiting.length > 0) {
    const path = waiting.shift()!;
    const pattern = patternOf(path);
    if (own.test(path) || (seen.get(pattern) ?? 0) >= pagesOfAKind) continue;
    seen.set(pattern, (seen.get(pattern) ?? 0) + 1);
    await browser.open(path);
    if (browser.status !== 200) continue;
    counts.pages += 1;
    const { document } = browser;
    for (const link of document.querySelectorAll('a[href^="/desk"]')) waiting.push(link.getAttribute('href')!);
    for (const form of document.querySelectorAll('form[method="post"]')) {
      const action = form.getAttribute('action') ?? path;
      if (own.test(action)) continue;
      for (const button of form.querySelectorAll('button')) {
        const [name, value] = [button.getAttribute('name'), button.getAttribute('value') ?? ''];
        const key = `${patternOf(action)} ${name} ${value.replace(/\d+/g, ':n')}`;
        if ((pressed.get(key) ?? 0) >= pressesOfAKind) continue;
        pressed.set(key, (pressed.get(key) ?? 0) + 1);
        const fields = browser.fieldsOf(form).filter(([field]) => field !== '_token');
        const sent: Record<string, string[]> = {};
        for (const [field, was] of fields) (sent[field] ??= []).push(other(form, field, was));
        // Fields that only editors can fill in are disabled, but their values are sent here too.
        for (const control of form.querySelectorAll('[name][disabled]')) {
          const offered = control.getAttribute('name')!;
          if (control.getAttribute('value')) sent[offered] = [control.getAttribute('value')!];
        }
        for (const box of form.querySelectorAll('input[type="checkbox"][name]'))
          sent[box.getAttribute('name')!] ??= [box.getAttribute('value') ?? '1'];
        if (name) sent[name] = [value];
        const answer = await who.post(action, sent);
        counts.buttons += 1;
        if (answer.status === 303) counts.done += 1;
        if (counts.done === most) return counts;
      }
    }
  }
  return counts;
}

/** The value that an attacker sends instead of a field's value. */
function other(form: Element, field: string, was: string): string {
  if (/(^|\.)visibility$/.test(field)) return 'public';
  const control = form.querySelector(`[name="${field}"]`);
  if (control?.localName === 'textarea' || (control?.getAttribute('type') ?? '') === 'text')
    return /reason|ground|note|title|summary|wording|why/.test(field) ? hostile : was || hostile;
  return was;
}

/**
 * Lets someone with a role press every button of the desk, or until `most` were accepted, as `pressEverything` does.
 * @returns how many buttons did something; everything that readers saw before and afterwards; and the operations that
 * changed something although the table of roles forbids them to the role
 */
export async function pressButtonsAs(
  db: Database,
  role: Role,
  most = Infinity,
): Promise<{ pages: number; done: number; before: unknown; after: unknown; notAllowed: string[] }> {
  const desk = deskOn(db);
  await fileGround(desk.app);
  const before = await seenByReaders(desk.app);
  const who = await desk.join(role);
  const { pages, done } = await pressEverything(who, await seeds(desk.app), most);
  const { rows } = await sql<{ operation: string }>`
    select distinct operation from change_set where account_id = ${who.accountId}`.execute(desk.app.db.read);
  const allowed = declaredOperations().filter((one) => ['yes', 'not-public'].includes(cellOf(one, role)));
  return {
    pages,
    done,
    before,
    after: await seenByReaders(desk.app),
    notAllowed: rows.map((row) => row.operation).filter((name) => !allowed.some((one) => one.name === name)),
  };
}

/** Loads the public sample data, and adds items, an article and a draft that only the desk sees. */
async function fileGround(app: App): Promise<void> {
  await loadExample(app);
  await run(app, file, editor, {
    actors: [{ key: 'a', kind: 'person', names: [{ text: `Person of the desk ${Math.random()}` }] }],
    cases: [{ key: 'c', title: 'A case of the desk' }],
    events: [{ case: '#c', title: 'An event of the desk' }],
    sources: [{ key: 's', kind: 'article', title: 'A source of the desk' }],
    claims: [
      {
        case: '#c',
        wording: 'A claim of the desk.',
        kind: 'paraphrase',
        mode: 'stated',
        chain: [{ actor: '#a', verb: 'said' }],
        support: { kind: 'reference', source: '#s' },
      },
    ],
  });
  await run(app, createArticles, monitor, {
    articles: [{ headline: { text: 'Not published' }, blocks: [{ sentences: [{ text: 'A sentence.' }] }] }],
  });
  await addPage(app, monitor, { text: 'Officials searched the newsroom on 3 April, Marat Zhyldyzov said.' });
}

/** Where the attack starts: lists, and the newest item of each kind. Only the desk sees these items. */
async function seeds(app: App): Promise<string[]> {
  const { rows } = await sql<{ kind: string; number: number }>`
    select kind, max(number)::int as number from thing group by kind order by kind`.execute(app.db.read);
  const things = rows.flatMap(({ kind, number }) =>
    ['edit', 'facts', 'history'].map((page) => `/desk/${kind}s/${number}/${page}`).concat(`/desk/${kind}s/${number}`),
  );
  return [
    routes.desk.home(),
    ...things,
    routes.desk.cases(),
    routes.desk.claims(),
    routes.desk.sources(),
    routes.desk.actors(),
  ];
}
