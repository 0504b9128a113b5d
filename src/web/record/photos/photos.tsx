import type { Child } from 'hono/jsx';
import { AppError, asAppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { listPhotoUses, type PhotoUse } from '../../../publishing/public/photo-uses.ts';
import { addPhoto, DecodedPicture } from '../../../record/photos/add-photo.ts';
import { readPictureInChild } from '../../../record/photos/picture-readers.ts';
import { changePhoto } from '../../../record/photos/change-photo.ts';
import { findPhotos } from '../../../record/photos/find-photos.ts';
import { findPhotoFile, loadPhotos, type PhotoView } from '../../../record/photos/view.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { listPictured } from '../../../record/photos/pictures.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { shapeNames } from '../../../record/photos/crops.ts';
import { withdraw } from '../../../record/lifecycle/withdraw.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { deskSize, Picture } from './photo.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { AllFields, Form } from '../../kit/forms/fields.tsx';
import { fresh, toInput, type FormState } from '../../kit/forms/form.ts';
import { control } from '../../kit/forms/handle.ts';
import { fieldErrors } from '../../kit/forms/issues.ts';
import { samePath } from '../../kit/forms/tree.ts';
import { receiveUpload } from '../../kit/forms/upload.ts';
import { checkToken } from '../../kit/middleware/same-site.ts';
import { routes } from '../../routes.ts';
import { sendPhoto } from './send-photo.ts';
import { deletePending, storePending, findPending, type Pending, type Uploaded } from './pending.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, requirePermission, type Desk } from '../../kit/desk/who.ts';
import { When } from '../history/when.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { Picks } from '../../kit/forms/pick.ts';
import { maxFileBytes } from '../../documents/write/photos.ts';
import { photoForm, photoValues, toPhoto, uploadForm } from './form.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { changePage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import { Section } from '../show/parts.tsx';

const pageSize = 24;

/** The desk's pages of photos: the list, the upload, one photo with its uses, and its data. */
export const photoPages: Pages = (web) => {
  listPage(web, routes.desk.photos, {
    title: 'record.photos.title',
    size: pageSize,
    load: async ({ db, q, page, limit }) => {
      const { photos, total } = await findPhotos(db, { q, page, size: limit });
      return { rows: photos, total };
    },
    crumbs: ({ t }) => [{ label: t('publishing.articles.title'), href: routes.desk.articles() }],
    search: { label: 'record.photos.find', button: 'record.photos.find_button' },
    add: ({ t, may }) => may(addPhoto) && { href: routes.desk.newPhoto(), label: t('record.photos.new') },
    body: ({ t, rows }) => (
      <ul class="photos">
        {rows.map((photo) => (
          <li>
            <a
              href={routes.desk.photo({ number: photo.number })}
              aria-label={t('record.photos.number', { number: photo.number })}
            >
              <Picture photo={photo} hrefOf={deskSize(photo)} alt={photo.alt} sizes="16rem" />
            </a>
            <p class="muted">
              {t('record.photos.number', { number: photo.number })} · {photo.credit}{' '}
              {photo.status === 'withdrawn' ? <Pill kind="plain">{t('record.photos.withdrawn')}</Pill> : null}
              {photo.consent?.state === 'withdrawn' ? (
                <Pill kind="plain">{t('record.photos.consent.withdrawn')}</Pill>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    ),
    empty: ({ t, q }) => ({
      title: q ? 'record.photos.none_found' : 'record.photos.none',
      text: 'record.photos.none_lead',
      action: { href: routes.desk.newPhoto(), label: t('record.photos.new') },
    }),
    part: (page, { q }) => routes.desk.photos({ q, page }),
  });
  web.on(['GET', 'POST'], routes.desk.newPhoto.pattern, async (c) => {
    const desk = await atDesk(c);
    requirePermission(desk, addPhoto);
    return c.req.method === 'POST' ? upload(c, desk) : showUpload(c, fresh());
  });
  web.get(routes.desk.photoFile.pattern, async (c) => {
    const { app } = await atDesk(c);
    const { number, file } = routes.desk.photoFile.read(c.req.param());
    const thing = await findThing(app.db.read, 'photo', number);
    return sendPhoto(c, thing ? await findPhotoFile(app.db.read, thing.id, file) : null, 'private, max-age=600');
  });
  detailPage(web, routes.desk.photo, async ({ t, db, may, params: { number } }) => {
    const photo = await photoAt(db, number);
    const { status } = photo;
    return {
      title: t('record.photos.number', { number }),
      crumbs: crumbs(t),
      links:
        status === 'erased'
          ? []
          : [
              may(changePhoto) && { href: routes.desk.editPhoto({ number }), label: t('record.photos.change') },
              may(withdraw) &&
                status === 'shown' && {
                  href: routes.desk.act({ kind: 'photo', number, act: 'withdraw' }),
                  label: t('record.photos.withdraw'),
                },
              { href: routes.desk.historyOf({ kind: 'photo', number }), label: t('record.photos.history') },
            ],
      body: <Photo photo={photo} uses={await listPhotoUses(db, photo.id)} pictures={await picturesOf(db, photo.id)} />,
    };
  });
  changePage(web, routes.desk.editPhoto, {
    operation: changePhoto,
    load: async ({ db, params }) => {
      const photo = await photoAt(db, params.number);
      if (photo.status === 'erased') throw new AppError('redacted');
      return photo;
    },
    form: photoForm,
    title: 'record.photos.change',
    crumbs: ({ t, view: { number } }) => [
      ...crumbs(t),
      { label: t('record.photos.number', { number }), href: routes.desk.photo({ number }) },
    ],
    lead: ({ t, view }) => <FocusPicture photo={view} lead={t('record.photos.change_lead')} />,
    scripts: ['rows.js', 'focus.js'],
    save: 'record.photos.save',
    home: ({ view: { number } }) => routes.desk.photo({ number }),
    values: ({ db, view }) => photoValues(db, view),
    submit: async (data, { run, picks, view, version }) =>
      run(changePhoto, { ...(await toPhoto(data, picks)), photo: view.ref, version }),
  });
};

const crumbs = (t: (key: string) => string): { label: string; href?: string }[] => [
  { label: t('publishing.articles.title'), href: routes.desk.articles() },
  { label: t('record.photos.title'), href: routes.desk.photos() },
];

async function photoAt(db: Reader, number: number): Promise<PhotoView> {
  const thing = await findThing(db, 'photo', number);
  const [photo] = thing ? await loadPhotos(db, [thing.id], 'desk') : [];
  if (!photo) throw new AppError('not_found');
  return photo;
}

async function upload(c: Ctx, desk: Desk): Promise<Response> {
  const { app, principal } = desk;
  /** The item whose picture the photo becomes. */
  const item = c.req.query('picture');
  let values: FormState['values'] = {};
  let picture: Uploaded | Pending | undefined;
  const picks = new Picks(app.db.read, c.get('t'));
  const again = (state: Partial<FormState>, status: number): Response =>
    showUpload(
      c,
      { ...fresh(values), options: picks.offered, ...state },
      status,
      picture && storePending(app, picture),
    );
  try {
    const { taken, typed } = await receiveUpload(c, maxFileBytes, async ({ name, chunks }, typed) => {
      values = typed;
      await checkToken(c, tokenIn(typed));
      // The file is only in memory, so that the metadata of the camera (place, device) is never written to disk.
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const sender = { account: principal.accountId, signal: c.req.raw.signal };
      return { name, picture: await readPictureInChild(Buffer.concat(parts), sender) };
    });
    values = typed;
    if (!taken) await checkToken(c, tokenIn(typed));
    picture = taken
      ? { account: principal.accountId, ...taken }
      : findPending(app, principal.accountId, typed[pendingField]);
    if (!picture) return again({ errors: [{ path: 'file', message: 'record.photos.no_file' }] }, 400);
    const parsed = uploadForm.schema.safeParse(toInput(uploadForm.fields, typed));
    if (!parsed.success) throw new AppError('invalid_input', { fields: fieldErrors(parsed.error) });
    const added = await run(app, addPhoto, principal, {
      ...(await toPhoto(parsed.data, picks)),
      bytes: new DecodedPicture(picture.picture),
      pictureOf: item ? [item] : [],
    });
    const pending = findPending(app, principal.accountId, typed[pendingField]);
    if (pending) deletePending(app, pending);
    return c.redirect(item ? deskPage(parseRef(item)!)! : routes.desk.photo({ number: added.number }), 303);
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === 'internal' || error.code === 'not_signed_in') throw thrown;
    if (/^(?:photo|reading)_/.test(error.code) || error.code === 'too_large')
      return again(
        { errors: [{ path: 'file', message: `errors.${error.code}`, params: error.details }] },
        error.status,
      );
    if (error.code === 'invalid_input')
      return again({ errors: error.fields.map((field) => ({ ...field, path: samePath(field.path) })) }, error.status);
    picture ??= findPending(app, principal.accountId, values[pendingField]);
    return again({ problem: c.get('t')(`errors.${error.code}`, error.details), filesLost: !picture }, error.status);
  }
}

const tokenIn = ({ [control.token]: token }: FormState['values']): string | undefined =>
  typeof token === 'string' ? token : undefined;

/** The name of the hidden field with the token of a file that has already been uploaded. */
const pendingField = '_file';

function showUpload(c: Ctx, state: FormState, status = 200, pending?: Pending): Response {
  const t = c.get('t');
  return page(
    c,
    <DeskPage title={t('record.photos.new')} crumbs={[...crumbs(t), { label: t('record.photos.new') }]}>
      <p class="lead">{t('record.photos.new_lead')}</p>
      <Form form={uploadForm} state={state} submit="record.photos.add" cancel={routes.desk.photos()}>
        {pending ? (
          <>
            <input type="hidden" name={pendingField} value={pending.token} />
            <Notice kind="info" title={t('record.photos.file_kept', { name: pending.name.slice(0, 200) })}>
              <p>{t('record.photos.file_kept_lead')}</p>
            </Notice>
          </>
        ) : null}
        <AllFields fields={uploadForm.fields} />
      </Form>
    </DeskPage>,
    status,
  );
}

/** The items that have this photo as their picture. */
async function picturesOf(db: Reader, photo: number): Promise<Brief[]> {
  const ids = await listPictured(db, photo);
  const briefs = await loadBriefs(db, ids, 'desk');
  return ids.flatMap((id) => briefs.get(id) ?? []);
}

function Photo({ photo, uses, pictures }: { photo: PhotoView; uses: readonly PhotoUse[]; pictures: readonly Brief[] }) {
  const { t } = useView();
  const { number, status } = photo;
  const said: [string, Child][] = [
    [t('record.photos.kind'), t(`record.photos.kind.${photo.kind}`)],
    [t('record.photos.alt'), photo.alt],
    [t('record.photos.credit'), photo.credit],
    [t('record.photos.licence'), photo.licence ?? t('record.photos.no_licence')],
    [
      t('record.photos.pictured'),
      photo.pictured.length
        ? photo.pictured.map((actor) => (
            <a class="one" href={deskPage(actor)}>
              {briefTitle(t, actor)}
            </a>
          ))
        : t('record.photos.nobody'),
    ],
    [
      t('record.photos.consent'),
      photo.consent ? (
        <>
          {t(`record.photos.consent.${photo.consent.state}`)}
          <span class="one">{photo.consent.note}</span>
          <span class="one muted">
            <When at={photo.consent.at} /> {photo.consent.by ?? ''}
          </span>
        </>
      ) : (
        t('record.photos.consent.none')
      ),
    ],
    ...(photo.note ? [[t('record.photos.note'), photo.note] as [string, Child]] : []),
    [
      t('record.photos.added'),
      <>
        <When at={photo.addedAt} /> {photo.addedBy ?? ''}
      </>,
    ],
    [t('record.photos.size'), t('record.photos.size_value', { width: photo.width, height: photo.height })],
  ];
  return (
    <>
      {status === 'erased' ? (
        <Notice kind="warning" title={t('record.photos.erased')}>
          <p>{t('record.photos.erased_lead')}</p>
        </Notice>
      ) : null}
      {status === 'withdrawn' ? (
        <Notice kind="warning" title={t('record.photos.withdrawn')}>
          <p>{photo.withdrawnReason ?? ''}</p>
        </Notice>
      ) : null}
      {photo.consent?.state === 'withdrawn' ? (
        <Notice kind="warning" title={t('record.photos.consent.withdrawn')}>
          <p>{t('record.photos.consent.withdrawn_lead')}</p>
        </Notice>
      ) : null}
      {status === 'erased' ? null : (
        <div class="photo-page">
          <figure>
            <Picture
              photo={photo}
              hrefOf={deskSize(photo)}
              alt={photo.alt}
              sizes="(min-width: 60rem) 40rem, 94vw"
              eager
            />
          </figure>
          <dl class="facts rows">
            {said.map(([name, value]) => (
              <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      {status === 'erased' ? null : <Crops photo={photo} />}
      {pictures.length ? (
        <Section id="pictures" title={t('record.photos.pictures', { count: pictures.length })}>
          <ul class="list">
            {pictures.map((item) => (
              <li>
                <a href={deskPage(item)}>{briefTitle(t, item)}</a>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section id="uses" title={t('record.photos.uses', { count: uses.length })}>
        {uses.length ? (
          <ul class="list">
            {uses.map((use) => (
              <li>
                <a href={routes.desk.article({ number: use.number })}>{use.headline}</a>{' '}
                <Pill kind="plain">{t(use.published ? 'record.photos.seen' : 'record.photos.not_seen')}</Pill>
              </li>
            ))}
          </ul>
        ) : (
          <p class="muted">{t('record.photos.unused', { number })}</p>
        )}
      </Section>
    </>
  );
}

/** The picture with a mark at its focal point, above the form. With scripts, a click moves the mark. */
function FocusPicture({ photo, lead }: { photo: PhotoView; lead: string }) {
  const { t } = useView();
  const { width, height, focus } = photo;
  return (
    <>
      <p class="lead">{lead}</p>
      <figure class="focus-picture">
        <div data-focus="">
          <Picture
            photo={photo}
            hrefOf={deskSize(photo)}
            alt={photo.alt}
            sizes="(min-width: 60rem) 40rem, 94vw"
            eager
          />
          <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            <circle cx={(focus.x / 100) * width} cy={(focus.y / 100) * height} r={Math.max(width, height) / 40} />
          </svg>
        </div>
        <figcaption class="muted">{t('record.photos.focus_click')}</figcaption>
      </figure>
    </>
  );
}

/** The crops as pages show them. */
function Crops({ photo }: { photo: PhotoView }) {
  const { t } = useView();
  const made = shapeNames.filter((shape) => photo.crops[shape].length > 0);
  return (
    <Section id="crops" title={t('record.photos.crops')}>
      {photo.cropped ? null : <p>{t('record.photos.crops_later')}</p>}
      <ul class="crops">
        {made.map((shape) => (
          <li>
            <Picture photo={{ sizes: photo.crops[shape] }} hrefOf={deskSize(photo)} alt="" sizes="16rem" />
            <p class="muted">{t(`record.photos.shape.${shape}`)}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
