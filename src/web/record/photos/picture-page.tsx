import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { mayRun } from '../../../platform/operation.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { findPhotos } from '../../../record/photos/find-photos.ts';
import { loadPictures } from '../../../record/photos/pictures.ts';
import { isPictured } from '../../../record/photos/pictured-kinds.ts';
import { setPictures } from '../../../record/photos/set-pictures.ts';
import type { PhotoView } from '../../../record/photos/view.ts';
import { findThing } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Empty, Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import type { Desk } from '../../kit/desk/who.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { control } from '../../kit/forms/handle.ts';
import { FormContext, fieldId } from '../../kit/forms/showing.ts';
import { ErrorSummary } from '../../kit/forms/summary.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';
import { useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { briefTitle, deskList, deskPage } from '../desk/links.ts';
import { deskSize, Picture } from './photo.tsx';

const form = defineForm({
  name: 'picture',
  schema: z.object({ photo: z.string('errors.field.picture.missing') }),
  fields: {
    photo: { kind: 'pick', label: 'record.photos.picture.photo' },
  },
});

/** @throws AppError `not_found`, `sealed`, `redacted` */
async function loadItem(db: Reader, kind: string, number: number, q: string) {
  const thing = isPictured(kind) ? await findThing(db, kind, number) : undefined;
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id);
  if (!brief) throw new AppError('not_found');
  return {
    ref: `${kind}/${number}`,
    kind,
    brief,
    version: thing.version,
    q,
    now: (await loadPictures(db, [thing.id], 'desk')).get(thing.id) ?? null,
    ...(await findPhotos(db, { q, usable: true, size: 24 })),
  };
}

/** The page on which people select a photo as the picture of a case or an actor, or remove the picture. */
export const picturePage: Pages = (web) => {
  formPage(web, routes.desk.pictureOf, {
    operation: setPictures,
    load: ({ c, db, params }) => loadItem(db, params.kind, params.number, c.req.query('q')?.trim().slice(0, 200) ?? ''),
    version: ({ view }) => view.version,
    form,
    title: 'record.photos.picture',
    crumbs: ({ t, view: { kind, brief } }) => [
      { label: t(`record.desk.kinds.${kind}`), href: deskList(kind as 'case') },
      { label: briefTitle(t, brief), href: deskPage(brief) },
    ],
    lead: 'record.photos.picture.lead',
    save: 'record.photos.picture.use',
    home: ({ view: { brief } }) => deskPage(brief)!,
    paths: [[/^items.*/, 'photo']],
    // The fields of the form are not drawn: each photo has a button instead.
    body: (_typed, { view, state }) => (
      <FormContext.Provider value={{ form, state }}>
        <Choice view={view} />
      </FormContext.Provider>
    ),
    submit: async ({ photo }, { run, picks, view, version, intent }) => {
      const ref = intent === 'remove' ? null : await picks.read('photo', photo, { kinds: ['photo'] });
      picks.throwIfUnclear();
      await run(setPictures, { items: [{ item: view.ref, photo: ref ?? null, version: Number(version) }] });
    },
  });
};

type View = Awaited<ReturnType<typeof loadItem>>;

function Choice({ view }: { view: View }) {
  const { t, token } = useView();
  const { now, photos, q, brief, kind, version } = view;
  const here = routes.desk.pictureOf({ kind, number: brief.number });
  return (
    <>
      <ErrorSummary />
      {now ? (
        <section class="flow" aria-label={t('record.photos.picture.now')}>
          <PictureNow photo={now} />
          <ActButton
            action={here}
            label={t('record.photos.picture.remove')}
            intent="remove"
            version={String(version)}
            values={{ photo: now.ref }}
          />
        </section>
      ) : null}
      <form method="get" action={here} class="search-line" role="search">
        <label for="q">{t('record.photos.find')}</label>
        <input id="q" type="search" name="q" value={q} aria-describedby="q-hint" />
        <button type="submit" class="button">
          {t('record.photos.find_button')}
        </button>
        <a class="button" href={routes.desk.newPhoto({ picture: view.ref })}>
          {t('record.photos.new')}
        </a>
        <small id="q-hint">{t('record.photos.picture.find_hint')}</small>
      </form>
      {photos.length ? (
        <form method="post" action={here}>
          {token ? <input type="hidden" name={control.token} value={token} /> : null}
          <input type="hidden" name={control.version} value={String(version)} />
          <ul class="photos" id={fieldId(form, 'photo')} tabindex={-1}>
            {photos.map((photo) => (
              <li>
                <Picture photo={photo} hrefOf={deskSize(photo)} alt={photo.alt} sizes="16rem" />
                <p class="muted">
                  {t('record.photos.number', { number: photo.number })} · {photo.credit}
                </p>
                <button type="submit" class="button small" name="photo" value={photo.ref}>
                  {t('record.photos.picture.choose', { number: photo.number })}
                </button>
              </li>
            ))}
          </ul>
        </form>
      ) : (
        <Empty title={t(q ? 'record.photos.none_found' : 'record.photos.none')} />
      )}
    </>
  );
}

/** The current picture of an item, with a warning if readers do not see it. */
function PictureNow({ photo }: { photo: PhotoView }) {
  const { t } = useView();
  const gone = photo.status !== 'shown' || photo.consent?.state === 'withdrawn';
  const hidden = photo.pictured.some((actor) => actor.visibility !== 'public');
  return (
    <>
      <figure class="desk-photo">
        <Picture photo={photo} hrefOf={deskSize(photo)} alt={photo.alt} sizes="24rem" eager />
        <figcaption class="muted">
          <a href={routes.desk.photo({ number: photo.number })}>
            {t('record.photos.number', { number: photo.number })}
          </a>{' '}
          · {photo.credit}
        </figcaption>
      </figure>
      {gone || hidden ? (
        <Notice kind="warning" title={t('record.photos.picture.unseen')}>
          <p>{t(gone ? 'record.photos.picture.unseen_gone' : 'record.photos.picture.unseen_hidden')}</p>
        </Notice>
      ) : null}
    </>
  );
}

type ItemPicture = { kind: string; number: number; photo: PhotoView | null; changes: boolean };

/** Loads the picture of an item for its desk page. Null if the item cannot have a picture. */
export async function loadPictureOf(
  { app, principal }: Pick<Desk, 'app' | 'principal'>,
  { id, kind, number, visibility, withdrawn_at }: Thing,
): Promise<ItemPicture | null> {
  if (!isPictured(kind) || visibility === 'sealed') return null;
  const photo = (await loadPictures(app.db.read, [id], 'desk')).get(id) ?? null;
  return { kind, number, photo, changes: mayRun(principal, setPictures) && withdrawn_at === null };
}

/** The picture of an item on its desk page, with a link to select another. */
export function PictureLine({ of: { kind, number, photo, changes } }: { of: ItemPicture }) {
  const { t } = useView();
  if (!photo && !changes) return null;
  return (
    <section class="picture-line" aria-label={t('record.photos.picture')}>
      {photo ? <PictureNow photo={photo} /> : null}
      {changes ? (
        <a class="button small" href={routes.desk.pictureOf({ kind, number })}>
          {t(photo ? 'record.photos.picture.change' : 'record.photos.picture.add')}
        </a>
      ) : null}
    </section>
  );
}
