import { saveDocument } from '../../../documents/save-document.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { run, runOnJson } from '../../../platform/operation.ts';
import { addPhoto } from '../../../record/photos/add-photo.ts';
import { changePhoto } from '../../../record/photos/change-photo.ts';
import { findPhotos } from '../../../record/photos/find-photos.ts';
import { loadPhotos, type PhotoView } from '../../../record/photos/view.ts';
import { requireVisible, findThing, parseRef, refOf } from '../../../record/refs.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { readBody, readBytes } from '../../kit/api/body.ts';
import type { Pages } from '../../kit/context.ts';
import { checkToken, tokenHeader } from '../../kit/middleware/same-site.ts';
import { filterValues, routes } from '../../routes.ts';
import { atDesk, requirePermission } from '../../kit/desk/who.ts';
import { findByWords, nearActors } from '../../kit/forms/pick-queries.ts';
import { photoCardOf } from './answers.ts';

/** Maximum size of a photo's file in bytes. */
export const maxFileBytes = 30 * 1024 * 1024;

async function photoAt(db: Reader, number: number): Promise<PhotoView> {
  const thing = await findThing(db, 'photo', number);
  const [photo] = thing ? await loadPhotos(db, [thing.id], 'desk') : [];
  if (!photo) throw new AppError('not_found');
  if (photo.status === 'erased') throw new AppError('redacted');
  return photo;
}

/** Uploads, shows and edits photos for the editor. */
export const writePhotos: Pages = (web) => {
  web.post(routes.desk.uploadPhoto.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    requirePermission(desk, addPhoto);
    await checkToken(c, c.req.header(tokenHeader));
    const db = desk.app.db.read;
    // The file is never written to disk, because it can contain the place and the device (camera metadata).
    const bytes = await readBytes(c, maxFileBytes);
    const { number: written } = routes.desk.uploadPhoto.read(c.req.param());
    const article = refOf({ kind: 'article', number: Number(written) });
    await requireVisible(db, [article]);
    const number = await run(desk.app, addPhoto, desk.principal, { bytes, article, signal: c.req.raw.signal }).then(
      (added) => added.number,
      (error: unknown) => {
        const known =
          error instanceof AppError
            ? error.fields.find((one) => one.message === 'errors.field.photo.known')?.params?.number
            : undefined;
        if (known === undefined) throw error;
        return Number(known);
      },
    );
    const photo = await photoAt(db, number);
    if (photo.status === 'withdrawn')
      throw new AppError('invalid_input', {
        fields: [{ path: 'file', message: 'documents.problem.photo-withdrawn', params: { photo: number } }],
      });
    return c.json(photoCardOf(t, photo));
  });

  web.get(routes.desk.photosToShow.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    requirePermission(desk, saveDocument);
    const db = desk.app.db.read;
    const url = new URL(c.req.url);
    const named = filterValues(url, 'photo')
      .flatMap((ref) => parseRef(ref) ?? [])
      .filter((one) => one.kind === 'photo');
    const things = await Promise.all(named.map((one) => findThing(db, 'photo', one.number)));
    const photos = named.length
      ? await loadPhotos(
          db,
          things.flatMap((one) => one?.id ?? []),
          'desk',
        )
      : (await findPhotos(db, { q: url.searchParams.get('q')?.slice(0, 200) ?? '', usable: true })).photos;
    return c.json({ photos: photos.map((photo) => photoCardOf(t, photo)) });
  });

  web.post(routes.desk.photoSaid.pattern, async (c) => {
    const desk = await atDesk(c);
    requirePermission(desk, changePhoto);
    await checkToken(c, c.req.header(tokenHeader));
    const db = desk.app.db.read;
    const { number } = routes.desk.photoSaid.read(c.req.param());
    const { credit, alt, licence, pictured, version } = await readBody(c);
    const photo = await photoAt(db, Number(number));
    await runOnJson(desk.app, changePhoto, desk.principal, {
      photo: photo.ref,
      version,
      credit,
      alt,
      licence,
      pictured,
      note: photo.note ?? undefined,
    });
    return c.json(photoCardOf(c.get('t'), await photoAt(db, Number(number))));
  });

  web.get(routes.desk.actorsNamed.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    requirePermission(desk, changePhoto);
    const q = new URL(c.req.url).searchParams.get('q')?.trim().slice(0, 200) ?? '';
    if (q.length < 2) return c.json({ actors: [] });
    const { exact, near } = await findByWords(desk.app.db.read, ['actor'], q);
    const alike = (await nearActors(desk.app.db.read, [q])).map((one) => one.brief);
    const found = [...new Map([...exact, ...near, ...alike].map((brief) => [brief.id, brief])).values()].slice(0, 8);
    return c.json({
      actors: found.map((brief) => ({
        ref: `actor/${brief.number}`,
        name: brief.title,
        kind: brief.sort ? t(termLabel('actor-kind', brief.sort)) : '',
      })),
    });
  });
};
