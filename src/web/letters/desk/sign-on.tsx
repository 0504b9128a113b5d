import { Dotted } from '../../kit/components/page-parts.tsx';
import { z } from 'zod';
import { changeSignOn, signOnInput } from '../../../letters/hosted/change-sign-on.ts';
import { acceptsOpenSignatures } from '../../../letters/hosted/lock-letter.ts';
import { decideSignatures } from '../../../letters/signing/decide.ts';
import {
  moderations,
  refusals,
  refusedDays,
  signedBy,
  unconfirmedDays,
  type Refusal,
} from '../../../letters/tables.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { countOpen, listOpen, openLists, type OpenList, type OpenSignature } from '../../../letters/views/open.ts';
import type { App } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { control } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { Section } from '../../record/show/parts.tsx';
import { hostedAt, letterCrumbs, ofLetter } from './begin.tsx';
import { changePage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';

const signOnForm = defineForm({
  name: 'sign-on',
  schema: z.object({ ...signOnInput.shape, why: whySchema }),
  fields: {
    openTo: {
      kind: 'radio',
      label: 'letters.desk.open_to',
      options: signedBy.map((value) => ({ value, label: `letters.desk.open_to_name.${value}` })),
    },
    moderation: {
      kind: 'radio',
      label: 'letters.desk.moderation',
      options: moderations.map((value) => ({ value, label: `letters.desk.moderation_name.${value}` })),
    },
    hourly: { kind: 'number', label: 'letters.desk.hourly', hint: 'letters.desk.hourly_hint', width: 'third' },
    why: whyField,
  },
});

/** The value of the query parameter `state` for a list of signatures. The default list, `open`, needs none. */
const named = (list: OpenList) => (list === 'open' ? undefined : list);

/** The desk's pages for public signing: who may sign a letter, and who has signed it. */
export const signOnDesk: Pages = (web) => {
  changePage(web, routes.desk.signOn, {
    ...ofLetter,
    operation: changeSignOn,
    form: signOnForm,
    title: 'letters.desk.sign_on',
    lead: 'letters.desk.sign_on_lead',
    values: ({ view: { row } }) => ({ openTo: row.open_to, moderation: row.moderation, hourly: row.hourly }),
    submit: ({ why, ...to }, { run, view, version }) =>
      run(changeSignOn, { letter: view.brief.ref!, version: Number(version), to }, why),
  });

  listPage(web, routes.desk.openSignatures, {
    title: 'letters.desk.open_signatures',
    load: async ({ desk, params, query, q, limit, offset }) => {
      const letter = await hostedAt(desk, params.number);
      const list = openLists.find((one) => one === query('state')) ?? 'open';
      return {
        rows: await listOpen(desk.app, letter.id, list, { q, limit, offset }),
        total: await countOpen(desk.app, letter.id, list, q),
        view: { letter, list },
      };
    },
    crumbs: ({ t, view }) => letterCrumbs(t, view.letter.brief),
    lead: ({ t, params, view: { letter, list } }) => (
      <>
        <nav class="nav parts" aria-label={t('letters.desk.open_signatures')}>
          <ul>
            {openLists.map((one) => (
              <li>
                <a
                  href={routes.desk.openSignatures(params, { state: named(one) })}
                  aria-current={one === list ? 'page' : undefined}
                >
                  {t(`letters.desk.open_list.${one}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p class="lead">
          {t(`letters.desk.open_lead.${letter.row.moderation}`)}{' '}
          {t('letters.desk.open_kept', { unconfirmed: unconfirmedDays, refused: refusedDays })}
        </p>
      </>
    ),
    search: {
      label: 'letters.desk.find_open',
      button: 'letters.desk.find_button',
      among: ({ view }) => ({ state: named(view.list) }),
    },
    count: ({ t, total }) => t('letters.found', { count: total }),
    body: ({ rows, params: { number }, may, view: { list } }) => (
      <div class="cards">
        {rows.map((one) => (
          <Signed one={one} number={number} list={list} may={may(decideSignatures)} />
        ))}
      </div>
    ),
    empty: () => ({ title: 'letters.desk.open_none' }),
    part: (page, { params, q, view }) => routes.desk.openSignatures(params, { state: named(view.list), q, page }),
  });

  buttonRoute(web, routes.desk.decideSignature, {
    paths: [[/^decisions\.0\./, '']],
    act: async ({ run, params: { number, signature: which }, intent, text }) => {
      const signature = Number(which);
      if (!Number.isSafeInteger(signature) || signature < 1) throw new AppError('not_found');
      const one =
        intent === 'accept'
          ? { signature, state: 'accepted' as const }
          : { signature, state: 'refused' as const, reason: text('reason') as Refusal, note: text('note') };
      await run(decideSignatures, { letter: `letter/${number}`, decisions: [one] });
      const list = openLists.find((each) => each === text('list'));
      return routes.desk.openSignatures({ number }, { state: list && named(list) });
    },
    home: ofLetter.home,
  });
};

function Signed({ one, number, list, may }: { one: OpenSignature; number: number; list: OpenList; may: boolean }) {
  const { t, token } = useView();
  const action = routes.desk.decideSignature({ number, signature: String(one.id) });
  const title = `signature-${one.id}`;
  const hidden = (
    <>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <input type="hidden" name="list" value={list} />
    </>
  );
  const words = (parts: readonly string[]) => (
    <Dotted
      parts={parts.filter(Boolean).map((part) => (
        <bdi>{part}</bdi>
      ))}
    />
  );
  return (
    <article class="card" aria-labelledby={title}>
      <div class="card-head">
        <h2 id={title}>
          <bdi>{one.name}</bdi>
        </h2>
        <div class="pills">
          <Pill kind="plain">{t(`letters.desk.signer_kind.${one.kind}`)}</Pill>
          {one.shown === 'named' ? null : <Pill kind="plain">{t(`letters.sign.shown_as.${one.shown}`)}</Pill>}
          {one.state === 'removed' ? <Pill kind="strong">{t('letters.desk.was_seen')}</Pill> : null}
        </div>
      </div>
      {one.lost ? <p class="muted">{t('letters.desk.signature_lost')}</p> : null}
      <p class="muted">
        {words([one.signer, one.role, one.place, one.email])} · <When at={one.signedAt} />
      </p>
      {one.bounce ? (
        <p>
          <Pill kind="strong" shape="warning">
            {t('letters.standing.bounced')}
          </Pill>{' '}
          <span class="typed">{one.bounce}</span>
        </p>
      ) : null}
      {one.refusal ? (
        <p>
          {t(`letters.refusal.${one.refusal}`)} <span class="typed">{one.note}</span>
        </p>
      ) : null}
      {one.same.length ? (
        <div>
          <p>{t('letters.desk.same_name', { count: one.same.length })}</p>
          <ul class="list">
            {one.same.map((other) => (
              <li>
                <p class="muted">
                  {words([
                    other.email,
                    other.role,
                    other.place,
                    t(`letters.state.${other.state}`),
                    other.invited ? t('letters.standing.invited') : '',
                  ])}
                </p>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {may && one.state !== 'unconfirmed' ? (
        <div class="actions">
          {list === 'accepted' ? null : (
            <form method="post" action={action}>
              {hidden}
              <button class="button main small" type="submit" name={control.intent} value="accept">
                {t('letters.desk.accept')}
              </button>
            </form>
          )}
          {list === 'refused' ? null : (
            <details>
              <summary>{t('letters.desk.refuse')}</summary>
              <form class="form" method="post" action={action}>
                {hidden}
                <div class="field">
                  <label for={`reason-${one.id}`}>{t('letters.desk.refuse_reason')}</label>
                  <select id={`reason-${one.id}`} name="reason">
                    {refusals.map((reason) => (
                      <option value={reason} selected={reason === 'duplicate' && one.same.length > 0}>
                        {t(`letters.refusal.${reason}`)}
                      </option>
                    ))}
                  </select>
                </div>
                <div class="field">
                  <label for={`note-${one.id}`}>
                    {t('letters.desk.refuse_note')} <span class="optional">{t('kit.form.optional')}</span>
                  </label>
                  <textarea id={`note-${one.id}`} name="note" rows={2} maxlength={1000}></textarea>
                </div>
                <button class="button small" type="submit" name={control.intent} value="refuse">
                  {t('letters.desk.refuse')}
                </button>
              </form>
            </details>
          )}
        </div>
      ) : null}
    </article>
  );
}

export type OpenCounts = { open: number; unconfirmed: number };

export const countsOfOpen = async (app: App, letter: number): Promise<OpenCounts> => ({
  open: await countOpen(app, letter, 'open'),
  unconfirmed: await countOpen(app, letter, 'unconfirmed'),
});

/** The section of the letter's desk page on public signing: who may sign, at which address, and the open signatures. */
export function SignOnAtDesk({
  letter,
  open,
  desk,
  now,
}: {
  letter: HostedView;
  open: OpenCounts;
  desk: Desk;
  now: Date;
}) {
  const { t } = useView();
  const { number } = letter.brief;
  const { row } = letter;
  const embargoed =
    row.open_to !== 'invited' && letter.stage !== 'published' && row.embargo !== null && now < row.embargo;
  return (
    <Section
      id="sign-on"
      title={t('letters.desk.sign_on')}
      action={
        desk.may(changeSignOn) ? (
          <a class="button small" href={routes.desk.signOn({ number })}>
            {t('record.desk.change')}
          </a>
        ) : undefined
      }
    >
      <p>
        {t(`letters.desk.open_to_name.${row.open_to}`)}
        {row.open_to === 'invited' ? '' : `. ${t('letters.desk.moderation_now', { when: row.moderation })}`}
      </p>
      {acceptsOpenSignatures(row, now) ? (
        <p>
          <a href={routes.signOn({ number })}>{t('letters.desk.sign_on_page')}</a>
        </p>
      ) : null}
      {embargoed ? <p class="muted">{t('letters.desk.sign_on_embargo')}</p> : null}
      {row.open_to !== 'invited' || open.open ? (
        <p>
          <a href={routes.desk.openSignatures({ number })}>{t('letters.desk.to_decide', { count: open.open })}</a>{' '}
          <span class="muted">{t('letters.standing_count.unconfirmed', { count: open.unconfirmed })}</span>
        </p>
      ) : null}
    </Section>
  );
}

/** A line on the desk's first page for each letter whose signatures need a decision. */
export function WaitingSignatures({
  letters,
}: {
  letters: readonly { number: number; title: string; count: number }[];
}) {
  const { t } = useView();
  if (!letters.length) return null;
  return (
    <Section id="signatures-waiting" title={t('letters.desk.open_signatures')}>
      {letters.map((one) => (
        <p>
          {t('kit.quoted', { words: one.title })}:{' '}
          <a href={routes.desk.openSignatures({ number: one.number })}>
            {t('letters.desk.to_decide', { count: one.count })}
          </a>
        </p>
      ))}
    </Section>
  );
}
