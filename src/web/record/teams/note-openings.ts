import type { MiddlewareHandler } from 'hono';
import { sql } from 'kysely';
import { currentViewer, takeGiven } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { allKinds, isKind } from '../../../record/kinds/registry.ts';
import { noteOpenings, openingsToNote } from '../../../record/teams/openings.ts';
import type { Env } from '../../kit/context.ts';
import { deskPage } from '../desk/links.ts';

/** The kind and number of an item, or of something that belongs to an item (see `kindsOfParts`). */
type Opened = { kind: string; number: number };

/** The kind of item by the first segments of a path: `case` for `/desk/cases`. */
const kindsAt = new Map<string, string>();
const kindAt = (start: string): string | undefined => {
  if (kindsAt.size === 0)
    for (const { name } of allKinds()) {
      const page = deskPage({ kind: name, number: 1 });
      if (page) kindsAt.set(page.slice(0, -2), name);
    }
  return kindsAt.get(start);
};

/**
 * By the first segment of a path, such as `drafts` in `/desk/drafts/5`: the kind of something that is not an item
 * itself, but belongs to one.
 */
const kindsOfParts: Readonly<Record<string, string>> = {
  captures: 'capture',
  drafts: 'draft',
  files: 'file',
  imports: 'import',
  watch: 'finding',
};

/**
 * The start of an API path. `openedAt` replaces it by `/desk/`, because the rest is the same as in paths of the desk.
 */
const apiStart = /^\/api\/v\d+\//;

/**
 * The items that a path names. Such paths are `/desk/cases/3/edit`, `/desk/history/claim/5`,
 * `/desk/sources/2/captures/7/bytes` and `/api/v1/articles/4`.
 */
export function openedAt(path: string): Opened[] {
  const [, , ...parts] = path.replace(apiStart, '/desk/').split('/');
  const [first = '', second = '', third = '', fourth = ''] = parts;
  const number = (text: string): number => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0);
  const found: Opened[] = [];
  const own = number(second) ? (kindAt(`/desk/${first}`) ?? kindsOfParts[first]) : undefined;
  if (own) found.push({ kind: own, number: number(second) });
  // In some paths, the kind and the number come later: for example in those of actions, facts and histories.
  if (isKind(second) && number(third)) found.push({ kind: second, number: number(third) });
  if (isKind(third) && number(fourth)) found.push({ kind: third, number: number(fourth) });
  if (first === 'sources' && third === 'captures' && number(fourth))
    found.push({ kind: 'capture', number: number(fourth) });
  return found;
}

/**
 * The ids of the opened items. Someone who opens a draft opens its capture and the source of the capture. Someone who
 * opens a file, an import or an alert opens the item or the source that it belongs to.
 */
async function idsOf(db: Reader, opened: readonly Opened[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select t.id from unnest(${opened.map((one) => one.kind)}::text[], ${opened.map((one) => one.number)}::bigint[]) as o (kind, number)
    join thing t on t.kind = o.kind and t.number = o.number
    union select unnest(array[d.capture_id, c.source_id]) from draft d join capture c on c.id = d.capture_id where d.id = any(${numbersOf(opened, 'draft')}::bigint[])
    union select i.source_id from import i where i.id = any(${numbersOf(opened, 'import')}::bigint[])
    union select w.source_id from watch_finding w where w.id = any(${numbersOf(opened, 'finding')}::bigint[])
    union select f.thing_id from held_file f where f.id = any(${numbersOf(opened, 'file')}::bigint[])`.execute(db);
  return rows.map((row) => Number(row.id));
}
const numbersOf = (opened: readonly Opened[], kind: string): number[] =>
  opened.flatMap((one) => (one.kind === kind ? [one.number] : []));

/** The statuses of a POST response that shows the form, and so the item, again: after errors or a conflict. */
const shownAgain: ReadonlySet<number> = new Set([200, 400, 409, 422]);

const showsItem = (method: string, { status, headers }: Response): boolean =>
  method === 'POST'
    ? shownAgain.has(status) && (headers.get('content-type') ?? '').startsWith('text/html')
    : status < 300;

/**
 * Records who opens limited items, before the response is sent. An item counts as opened if the path names it, or if
 * its content is in the response (`noteGiven`). Does nothing for people who cannot see any limited item.
 */
export const noteOpened: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  const viewer = currentViewer();
  if (!viewer?.sees || !showsItem(c.req.method, c.res)) return;
  const opened = openedAt(c.req.path);
  // The items in a download are not recorded here, because the security log already records each export.
  const given = c.res.headers.has('content-disposition') ? [] : takeGiven();
  if (opened.length + given.length === 0) return;
  const { app } = c.get('deps');
  const [account, at] = [viewer.accountId, app.now()];
  const named = opened.length ? await idsOf(app.db.read, opened) : [];
  const things = await openingsToNote(app.db.read, { named, given, account, at });
  if (things.length) await run(app, noteOpenings, systemPrincipal, { things, account });
};
