import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { isSeen } from '../../publishing/public/public-photo.ts';
import { listPictured } from '../../record/photos/pictures.ts';
import { loadPhotos, type PhotoView } from '../../record/photos/view.ts';
import { loadBriefs, type Audience } from '../../record/views/briefs.ts';
import { isListed } from '../../record/views/listed.ts';
import { headOf, isNarrowed, type About, type Asked, type Report } from '../export/about.ts';
import { select, type Selection } from '../export/select.ts';
import { cropsOf, picturesLimits, type PictureLine } from './pictures-lines.ts';

/**
 * The pictures of the record as JSON Lines: a head, one line for each picture with its bytes, and a last line with the
 * numbers of exported pictures and of those left out because of `picturesLimits`. The desk gets the file from which all
 * sizes are made, readers the largest size on pages.
 */
export async function* pictureLines(
  app: App,
  asked: Asked,
  about: About,
  record: string,
  report: Report = () => {},
  limits: { pictures: number; bytes: number } = picturesLimits[about.audience],
): AsyncGenerator<string> {
  const db = app.db.read;
  const { audience } = about;
  const ids = await photosFound(db, asked, audience);
  yield `${JSON.stringify({ type: 'kronika-pictures', version: 1, ...headOf(about, record) })}\n`;
  let [lines, bytes, done] = [1, 0, 0];
  for (const id of ids) {
    if (lines > limits.pictures || bytes >= limits.bytes) break;
    const line = await lineOf(app, id, audience);
    report((done += 1), ids.length);
    if (!line) continue;
    yield `${JSON.stringify(line)}\n`;
    lines += 1;
    bytes += line.bytes.length * 0.75;
  }
  yield `${JSON.stringify({ type: 'end', lines, ...(done < ids.length ? { left: ids.length - done } : {}) })}\n`;
}

/** The condition that the audience may see a photo: for readers, that it is on a public page. */
const visible = (audience: Audience): RawBuilder<unknown> =>
  audience === 'desk'
    ? isListed('desk')
    : sql`(t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and ${isSeen(sql`t.id`)})`;

/**
 * The photos that a query finds. Without filters, all. With filters: the pictures of the found cases and actors,
 * pictures that show these actors, and those in articles about these cases.
 */
async function photosFound(db: Reader, asked: Asked, audience: Audience): Promise<number[]> {
  const narrow = isNarrowed(asked) ? belongs((await select(db, asked, audience)).found) : sql`true`;
  const { rows } = await sql<{ id: number }>`
    select t.id from thing t where t.kind = 'photo' and ${visible(audience)} and ${narrow} order by t.id`.execute(db);
  return rows.map((row) => Number(row.id));
}

function belongs({ case: cases, actor: actors }: Selection['found']): RawBuilder<unknown> {
  const [caseIds, actorIds] = [cases, actors].map((ids) => sql`any(${[...ids.pages(1000)].flat()}::bigint[])`) as [
    RawBuilder<unknown>,
    RawBuilder<unknown>,
  ];
  return sql`t.id in (
    select picture_id from "case" where id = ${caseIds}
    union all select picture_id from actor where id = ${actorIds}
    union all select photo_id from photo_actor where actor_id = ${actorIds}
    union all select p.photo_id from revision_case c join revision_photo p on p.revision_id = c.revision_id where c.case_id = ${caseIds})`;
}

async function lineOf(app: App, id: number, audience: Audience): Promise<PictureLine | undefined> {
  const db = app.db.read;
  const [photo] = await loadPhotos(db, [id], audience);
  // The photo may have been withdrawn since the query ran.
  if (photo?.status !== 'shown') return undefined;
  const file = await fileOf(db, photo, audience);
  const bytes = file && (await app.blobs.get(file.sha256));
  if (!bytes) return undefined;
  const items = await listPictured(db, id);
  const briefs = await loadBriefs(db, items, audience);
  const marks = await db
    .selectFrom('thing')
    .select(['example', 'invented'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    type: 'photo',
    ref: photo.ref,
    kind: photo.kind,
    alt: photo.alt,
    credit: photo.credit,
    licence: photo.licence ?? undefined,
    pictured: photo.pictured.map((actor) => `actor/${actor.number}`),
    focus: photo.focus,
    crops: cropsOf(file, photo.focus),
    pictureOf: items.flatMap((item) => {
      const brief = briefs.get(item);
      return brief && !brief.hidden && !brief.withdrawn && brief.id === item ? [`${brief.kind}/${brief.number}`] : [];
    }),
    articles: await articlesWith(db, id, audience),
    note: photo.note || undefined,
    consent: photo.consent
      ? { state: photo.consent.state, note: photo.consent.note, at: photo.consent.at.toISOString() }
      : undefined,
    example: marks.example || undefined,
    invented: marks.invented || undefined,
    width: file.width,
    height: file.height,
    mediaType: 'image/jpeg',
    sha256: file.sha256,
    bytes: Buffer.from(bytes).toString('base64'),
  };
}

/** The file of a photo: for the desk, the one from which all sizes are made; for readers, the largest size on pages. */
async function fileOf(db: Reader, { id }: PhotoView, audience: Audience) {
  return db
    .selectFrom('photo_file')
    .select(['sha256', 'width', 'height'])
    .where('photo_id', '=', id)
    .where('shape', '=', 'whole')
    .where('format', '=', audience === 'desk' ? 'master' : 'jpeg')
    .orderBy('width', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The articles that show a photo: for readers, in the current edition; for the desk, also in the newest text. */
async function articlesWith(db: Reader, photo: number, audience: Audience): Promise<string[]> {
  const { rows } = await sql<{ number: number }>`
    select distinct t.number from revision_photo p join revision r on r.id = p.revision_id join document d on d.id = r.document_id
      join thing t on t.id = d.id left join edition e on e.id = d.edition_id
    where p.photo_id = ${photo} and t.kind = 'article' and ${isListed(audience)} and ${
      audience === 'public'
        ? sql`r.id = e.revision_id and d.state in ('published', 'retracted')`
        : sql`r.id in (e.revision_id, d.revision_id)`
    } order by t.number limit 500`.execute(db);
  return rows.map((row) => `article/${row.number}`);
}
