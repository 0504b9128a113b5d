import { z } from 'zod';
import { isEditor } from '../../../accounts/tables.ts';
import { unlockSeal } from '../../../accounts/unlock-seal.ts';
import { identityOf } from '../../../accounts/seal-keys.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { refOf } from '../../../record/refs.ts';
import { namesOf, othersWork } from '../../../record/protection/others-work.ts';
import { publicUse, type PublicUse } from '../../../record/protection/public-use.ts';
import { currentKey } from '../../../record/protection/recovery/recovery-key.ts';
import { maySealPublic, openSealed, recoveryOf, sealedFor, sealThing } from '../../../record/protection/seal.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { defineForm, type Fields } from '../../kit/forms/form.ts';
import { sealOptions } from '../forms/seal-field.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { affectedByOpened } from '../../requests/permissions/withdraw-sealed.tsx';
import { contentLines } from '../history/differences.ts';
import { loadNames } from '../history/wording.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { deskPage } from '../desk/links.ts';
import { ResponseInstead, formPage } from '../../kit/pages/form-page.tsx';
import { actionRoute, actionPage, loadActionTarget } from './act-page.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';

const sealForm = defineForm({
  name: 'seal',
  schema: z.object({ for: z.array(z.string().regex(/^\d{1,15}$/)).min(1, 'errors.field.seal.nobody'), why: whySchema }),
  fields: {
    for: { kind: 'checkboxes', label: 'record.desk.seal.for', hint: 'record.desk.seal.for_hint' },
    why: whyField,
  },
});

/** Encrypts an item for named people. */
export const sealPages: Pages = (web) => {
  formPage(web, actionRoute('seal'), {
    ...actionPage('seal'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      if (target.thing.visibility === 'sealed') throw new AppError('sealed');
      const use = await publicUse(at.db, target.thing);
      const others = await othersWork(at.db, target.thing, at.principal);
      return { ...target, use, others, recovery: await currentKey(at.db) };
    },
    form: sealForm,
    save: 'record.desk.act.seal',
    values: ({ principal }) => ({ for: [principal.accountId] }),
    options: async ({ db }) => ({ for: await sealOptions(db) }),
    body: (form, { t, principal, view: { use, others, recovery } }) => {
      if (use && !maySealPublic(principal))
        return (
          <Notice title={t('record.desk.seal.editors')}>
            <p>{t('record.desk.seal.editors_lead')}</p>
            <PublicUseLink use={use} />
            <p>{t('record.desk.seal.editors_ask', { editors: namesOf(others.editors) })}</p>
          </Notice>
        );
      if (!recovery)
        return (
          <Notice kind="warning" title={t('record.desk.seal.no_recovery')}>
            <p>{t('errors.recovery_missing')}</p>
          </Notice>
        );
      return (
        <>
          {use && (
            <Notice kind="warning" title={t('record.desk.seal.public')}>
              <p>{t('record.desk.seal.public_lead')}</p>
              <PublicUseLink use={use} />
            </Notice>
          )}
          <Notice kind="warning" title={t('record.desk.seal.warning')}>
            <p>{t('record.desk.seal.warning_lead')}</p>
            <Recovery threshold={recovery.threshold} shares={recovery.shares.length} />
          </Notice>
          {others.worked.length > 0 && (
            <p>{t('errors.field.seal.others', { people: namesOf(others.worked), editors: namesOf(others.editors) })}</p>
          )}
          {form}
        </>
      );
    },
    submit: (input, { app, principal, view }) =>
      sealThing(app, principal, { thing: refOf(view.thing), for: input.for }, input.why),
  });
};

/** A link to a public item that names or cites the item to be sealed. */
function PublicUseLink({ use }: { use: PublicUse | null }) {
  const t = useWords();
  if (!use?.by) return null;
  const { kind, number } = use.by;
  return (
    <p>
      <a href={deskPage(use.by)}>{t('record.desk.seal.shown_in', { kind: t(`record.desk.kind.${kind}`), number })}</a>
    </p>
  );
}

/**
 * The form that opens a sealed item. It asks for the password if this session has not decrypted the private key yet.
 */
export const openForm = ({ desk }: { desk: Desk }) => {
  const asks = identityOf(desk.session.tokenHash) === null;
  return defineForm({
    name: 'open',
    schema: z.object({
      password: asks
        ? z.string('errors.field.password.missing').max(1024, 'errors.field.password.long')
        : z.undefined().optional(),
    }),
    fields: asks
      ? ({
          password: { kind: 'password', label: 'accounts.password', hint: 'record.desk.seal.password_hint' },
        } satisfies Fields)
      : {},
  });
};

/**
 * The private key that decrypts sealed items in this session. A given password decrypts the key.
 * @throws AppError `invalid_input` if the password is wrong; `sealed` if no password was given and the session does not
 * have the key
 */
export async function unlocked({ app, principal, session }: Desk, password: string | undefined) {
  const { tokenHash } = session;
  if (password !== undefined && !(await run(app, unlockSeal, principal, { password, tokenHash })))
    throw new AppError('invalid_input', { fields: [{ path: 'password', message: 'errors.field.password.wrong' }] });
  // Opening a sealed item requires a fresh proof. The correct password is such a proof.
  if (password !== undefined) principal.provenAt = app.now();
  const identity = identityOf(tokenHash);
  if (!identity) throw new AppError('sealed');
  return identity;
}

/** Shows the content of a sealed item. It is not stored or cached after decryption. Each opening is recorded. */
export const openSealPages: Pages = (web) => {
  formPage(web, actionRoute('open'), {
    ...actionPage('open'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      const { thing } = target;
      if (thing.visibility !== 'sealed')
        throw new ResponseInstead(at.c.redirect(deskPage(thing) ?? routes.desk.home(), 303));
      return { ...target, readers: await sealedFor(at.db, thing.id), recovery: await recoveryOf(at.db, thing.id) };
    },
    form: openForm,
    save: 'record.desk.act.open',
    body: (form, { t, principal, view: { readers, recovery } }) => (
      <>
        <SealedFor readers={readers} recovery={recovery} />
        {readers.some((reader) => reader.id === principal.accountId && !reader.lost) ? (
          form
        ) : (
          <p>{t('record.desk.seal.not_you')}</p>
        )}
      </>
    ),
    submit: async ({ password }, { t, db, desk, run, principal, view: { thing, readers }, answer }) => {
      const identity = await unlocked(desk, password);
      const content = await run(openSealed, { thing: refOf(thing), identity });
      // If the item was not encrypted for the current recovery key, `openSealed` has just changed that. So the data
      // about the recovery key is loaded again.
      const recovery = await recoveryOf(db, thing.id);
      const lines = contentLines(t, content, await loadNames(db, Object.values(content.rows)));
      const removable = isEditor(principal) || !thing.closed_at;
      const touched = thing.kind === 'permission' ? await affectedByOpened(desk, thing.id, content.rows) : null;
      return answer({
        actions: <VisibilityBadge visibility={thing.visibility} />,
        body: (
          <>
            <p class="lead">{t('record.desk.act.open_lead')}</p>
            <SealedFor readers={readers} recovery={recovery} />
            <dl class="facts rows">
              {lines.map((line) => (
                <div>
                  <dt>{line.field}</dt>
                  <dd>
                    {line.lines.map((text) => (
                      <p class="typed">{text}</p>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
            {touched}
            {removable ? (
              <p class="actions">
                <ActButton
                  action={routes.desk.act({ kind: thing.kind, number: thing.number, act: 'unseal' })}
                  label={t('record.desk.act.unseal')}
                />
              </p>
            ) : (
              <p>{t('record.desk.seal.editor_removes')}</p>
            )}
          </>
        ),
      });
    },
  });
};

function SealedFor({
  readers,
  recovery,
}: {
  readers: readonly { name: string; lost: boolean }[];
  recovery: { threshold: number; shares: number } | null;
}) {
  const t = useWords();
  return (
    <>
      <p>
        {t('record.desk.seal.readers')}{' '}
        {readers.map(({ name, lost }) => (lost ? t('record.desk.seal.lost', { name }) : name)).join(', ')}
      </p>
      {recovery ? <Recovery {...recovery} /> : <p>{t('record.desk.seal.recovery_later')}</p>}
    </>
  );
}

/** Says how many share holders are needed to open the item with the recovery key. */
function Recovery({ threshold, shares }: { threshold: number; shares: number }) {
  const t = useWords();
  return <p>{t('record.desk.seal.recovery', { threshold, shares, all: threshold === shares ? 'yes' : 'no' })}</p>;
}
