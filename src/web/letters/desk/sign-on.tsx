import { z } from 'zod';
import { changeSignOn, signOnInput } from '../../../letters/hosted/change-sign-on.ts';
import { takesOpenSignatures } from '../../../letters/hosted/take-letter.ts';
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
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { control, handleAct, handleForm } from '../../kit/forms/handle.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { whyField, whySchema } from '../../record/forms/common.tsx';
import { Section } from '../../record/show/parts.tsx';
import { hostedAt } from './begin.tsx';

const size = 50;

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

const crumbs = (t: (key: string) => string, { brief }: HostedView, last: string) => [
  { label: t('letters.title'), href: routes.desk.letters() },
  { label: brief.title, href: routes.desk.letter({ number: brief.number }) },
  { label: last },
];

/** Open sign-on at the desk: whom a letter is open to, and who signed so. */
export const signOnDesk: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.signOn.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeSignOn);
    const { number } = routes.desk.signOn.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const values = ({ row }: HostedView) => ({
      openTo: row.open_to,
      moderation: row.moderation,
      hourly: String(row.hourly),
    });
    return handleForm(c, signOnForm, {
      initial: () => fresh(values(letter), { version: String(letter.version) }),
      render: (state) => (
        <DeskPage title={t('letters.desk.sign_on')} noindex crumbs={crumbs(t, letter, t('letters.desk.sign_on'))}>
          <p class="lead">{t('letters.desk.sign_on_lead')}</p>
          <Form form={signOnForm} state={state} submit="letters.desk.save" cancel={routes.desk.letter({ number })} />
        </DeskPage>
      ),
      submit: async ({ why, ...to }, { version }) => {
        await run(
          desk.app,
          changeSignOn,
          desk.principal,
          { letter: letter.brief.ref!, version: Number(version), to },
          why,
        );
        return routes.desk.letter({ number });
      },
      current: async () => {
        const now = await hostedAt(desk, number);
        return { values: values(now), version: String(now.version) };
      },
    });
  });

  web.get(routes.desk.openSignatures.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const { number } = routes.desk.openSignatures.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const url = new URL(c.req.url);
    const list = openLists.find((one) => one === url.searchParams.get('state')) ?? 'open';
    const [q, db] = [url.searchParams.get('q')?.trim().slice(0, 200) || undefined, desk.app.db.read];
    const total = await countOpen(db, letter.id, list, q);
    const part = Math.min(pageNumber(url), Math.max(1, Math.ceil(total / size)));
    const signatures = await listOpen(db, letter.id, list, { q, limit: size, offset: (part - 1) * size });
    const at = (state: OpenList) => (state === 'open' ? undefined : state);
    return page(
      c,
      <DeskPage
        title={t('letters.desk.open_signatures')}
        noindex
        crumbs={crumbs(t, letter, t('letters.desk.open_signatures'))}
      >
        <nav class="nav parts" aria-label={t('letters.desk.open_signatures')}>
          <ul>
            {openLists.map((one) => (
              <li>
                <a
                  href={routes.desk.openSignatures({ number }, { state: at(one) })}
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
        <form class="search-line" method="get" role="search">
          {list === 'open' ? null : <input type="hidden" name="state" value={list} />}
          <label for="q">{t('letters.desk.find_open')}</label> <input id="q" type="search" name="q" value={q ?? ''} />{' '}
          <button class="button small" type="submit">
            {t('letters.desk.find_button')}
          </button>
        </form>
        <p class="who" role="status">
          {t('letters.found', { count: total })}
        </p>
        {signatures.length ? (
          <div class="cards">
            {signatures.map((one) => (
              <Signed one={one} number={number} list={list} may={desk.may(decideSignatures)} />
            ))}
          </div>
        ) : (
          <Empty title={t('letters.desk.open_none')} />
        )}
        <Pagination
          page={part}
          pages={Math.ceil(total / size)}
          href={(to) => routes.desk.openSignatures({ number }, { state: at(list), q, page: to })}
        />
      </DeskPage>,
    );
  });

  web.post(routes.desk.decideSignature.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number, signature: which } = routes.desk.decideSignature.read(c.req.param());
    const signature = Number(which);
    if (!Number.isSafeInteger(signature) || signature < 1) throw new AppError('not_found');
    return handleAct(c, async ({ intent, values }) => {
      const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
      const one =
        intent === 'accept'
          ? { signature, state: 'accepted' as const }
          : { signature, state: 'refused' as const, reason: text('reason') as Refusal, note: text('note') };
      try {
        await run(desk.app, decideSignatures, desk.principal, { letter: `letter/${number}`, decisions: [one] });
      } catch (error) {
        if (error instanceof AppError && error.code === 'invalid_input')
          throw new AppError('invalid_input', {
            fields: error.fields.map((field) => ({ ...field, path: field.path.replace(/^decisions\.0\./, '') })),
          });
        throw error;
      }
      const list = openLists.find((one) => one === values['list']);
      return routes.desk.openSignatures({ number }, { state: list === 'open' ? undefined : list });
    });
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
  const words = (parts: readonly string[]) =>
    parts.filter(Boolean).map((part, index) => (
      <>
        {index ? ' · ' : ''}
        <bdi>{part}</bdi>
      </>
    ));
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
      <p class="who">
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
                <p class="who">
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

export const countsOfOpen = async (db: Reader, letter: number): Promise<OpenCounts> => ({
  open: await countOpen(db, letter, 'open'),
  unconfirmed: await countOpen(db, letter, 'unconfirmed'),
});

/** On the letter's own page at the desk: whom it is open to, where, and what waits. */
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
        {row.open_to === 'invited' ? '' : `. ${t(`letters.desk.moderation_name.${row.moderation}`)}`}
      </p>
      {takesOpenSignatures(row, now) ? (
        <p>
          <a href={routes.signOn({ number })}>{t('letters.desk.sign_on_page')}</a>
        </p>
      ) : null}
      {embargoed ? <p class="who">{t('letters.desk.sign_on_embargo')}</p> : null}
      {row.open_to !== 'invited' || open.open ? (
        <p>
          <a href={routes.desk.openSignatures({ number })}>{t('letters.desk.to_decide', { count: open.open })}</a>{' '}
          <span class="who">{t('letters.standing_count.unconfirmed', { count: open.unconfirmed })}</span>
        </p>
      ) : null}
    </Section>
  );
}

/** On the desk's first page, where something waits. */
export function WaitingSignatures({
  letters,
}: {
  letters: readonly { number: number; title: string; count: number }[];
}) {
  const { t } = useView();
  if (!letters.length) return null;
  return (
    <section class="panel" aria-labelledby="signatures-waiting">
      <h2 id="signatures-waiting">{t('letters.desk.open_signatures')}</h2>
      {letters.map((one) => (
        <p>
          {one.title}:{' '}
          <a href={routes.desk.openSignatures({ number: one.number })}>
            {t('letters.desk.to_decide', { count: one.count })}
          </a>
        </p>
      ))}
    </section>
  );
}
