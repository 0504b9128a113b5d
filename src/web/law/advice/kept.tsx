import { z } from 'zod';
import { identityOf } from '../../../accounts/seal-keys.ts';
import { unlockSeal } from '../../../accounts/unlock-seal.ts';
import { dropAdvice, dropKept } from '../../../law/advice/kept/drop-advice.ts';
import { keepAdvice } from '../../../law/advice/kept/keep-advice.ts';
import { listKept, openAdvice, type KeptAdvice } from '../../../law/advice/kept/open-advice.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import { adviceJson, adviceOf } from '../api/advice.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type Fields } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { dayWords } from '../public/parts.tsx';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { Section } from '../../record/show/parts.tsx';
import { loadAdvice } from './load-advice.ts';
import { AskedThen, countryWords, Findings } from './shown.tsx';

const keepForm = defineForm({
  name: 'keep-advice',
  schema: z.object({ for: z.array(z.string().regex(/^\d{1,15}$/)).min(1, 'errors.field.seal.nobody') }),
  fields: { for: { kind: 'checkboxes', label: 'law.advice.keep_for' } },
});

const openForm = (asks: boolean) =>
  defineForm({
    name: 'open-advice',
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

/** Keeping an advice, sealed; opening one, and deleting it. */
export const keptAdvicePages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.keepAdvice.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, keepAdvice);
    const number = Number(routes.desk.keepAdvice.read(c.req.param()).number);
    const { title, advice } = await loadAdvice(c, desk, number);
    if (advice.jurisdictions.length === 0) throw new AppError('not_found');
    const people = await desk.app.db.read
      .selectFrom('account')
      .select(['id', 'name', 'email'])
      .where('disabled_at', 'is', null)
      .where('seal_recipient', 'is not', null)
      .orderBy('name')
      .execute();
    const options = { for: people.map((one) => ({ value: String(one.id), text: `${one.name} (${one.email})` })) };
    return handleForm(c, keepForm, {
      initial: () => fresh({ for: [String(desk.principal.accountId)] }, { options }),
      again: () => ({ options }),
      render: (state) => (
        <DeskPage title={t('law.advice.keep')} noindex crumbs={crumbsOf(t, number, title, t('law.advice.keep'))}>
          <p class="lead">{t('law.advice.keep_lead')}</p>
          <Form form={keepForm} state={state} submit="law.advice.keep" cancel={routes.desk.articleAdvice({ number })} />
        </DeskPage>
      ),
      submit: async (typed) => {
        await run(desk.app, keepAdvice, desk.principal, {
          article: `article/${number}`,
          for: typed.for,
          content: adviceOf(advice),
        });
        return routes.desk.articleAdvice({ number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.keptAdvice.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    c.header('Cache-Control', 'no-store');
    const { number, advice: id } = routes.desk.keptAdvice.read(c.req.param());
    const { app, principal, session } = desk;
    const head = await loadHead(app.db.read, Number(number));
    const kept = (await listKept(app.db.read, head.id)).find((one) => String(one.id) === id);
    if (!kept) throw new AppError('not_found');
    const form = openForm(identityOf(session.tokenHash) === null);
    const mine = kept.readers.some((reader) => reader.id === principal.accountId);
    const crumbs = crumbsOf(t, Number(number), head.form.headline.text, t('law.advice.kept_title'));
    return handleForm(c, form, {
      render: (state) => (
        <DeskPage title={t('law.advice.kept_title')} noindex crumbs={crumbs}>
          <p class="who">
            {t('law.advice.kept_line', { names: kept.readers.map((reader) => reader.name).join(', ') })}
          </p>
          {mine ? (
            <Form
              form={form}
              state={state}
              submit="law.advice.open"
              cancel={routes.desk.articleAdvice({ number: Number(number) })}
            />
          ) : (
            <p>{t('record.desk.seal.not_you')}</p>
          )}
        </DeskPage>
      ),
      submit: async ({ password }) => {
        if (
          password !== undefined &&
          !(await run(app, unlockSeal, principal, { password, tokenHash: session.tokenHash }))
        )
          throw new AppError('invalid_input', {
            fields: [{ path: 'password', message: 'errors.field.password.wrong' }],
          });
        const identity = identityOf(session.tokenHash);
        if (!identity) throw new AppError('sealed');
        const advice = adviceJson.parse(await run(app, openAdvice, principal, { advice: id, identity }));
        return page(
          c,
          <DeskPage
            title={t('law.advice.kept_title')}
            noindex
            styles={['law.css']}
            crumbs={crumbs}
            actions={
              <ActButton
                action={routes.desk.dropAdvice({ number: Number(number), advice: id })}
                label={t('law.advice.drop')}
              />
            }
          >
            <Notice title={t('law.advice.for_you')}>
              <p>
                {t('law.advice.under', {
                  countries: countryWords(t.locale, advice.jurisdictions),
                  date: dayWords(t, advice.day),
                })}
              </p>
            </Notice>
            <Findings advice={advice} />
            <AskedThen advice={advice} />
          </DeskPage>,
        );
      },
    });
  });

  web.post(routes.desk.dropAdvice.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, dropKept);
    const { number, advice } = routes.desk.dropAdvice.read(c.req.param());
    return handleAct(c, async () => {
      await dropAdvice(desk.app, desk.principal, { advice });
      return routes.desk.articleAdvice({ number: Number(number) });
    });
  });
};

const crumbsOf = (t: (key: string) => string, number: number, title: string, last: string) => [
  { label: title, href: routes.desk.article({ number }) },
  { label: t('law.advice.title'), href: routes.desk.articleAdvice({ number }) },
  { label: last },
];

/** What is kept for an article. */
export function KeptList({ kept, number, desk }: { kept: readonly KeptAdvice[]; number: number; desk: Desk }) {
  const { t } = useView();
  return (
    <Section id="kept" title={t('law.advice.kept')}>
      <ul class="list">
        {kept.map((one) => {
          const at = { number, advice: String(one.id) };
          return (
            <li>
              <p>
                <When at={one.keptAt} /> ·{' '}
                {t('law.advice.kept_line', { names: one.readers.map((reader) => reader.name).join(', ') })}
              </p>
              <div class="actions">
                {one.readers.some((reader) => reader.id === desk.principal.accountId) ? (
                  <a class="button small" href={routes.desk.keptAdvice(at)}>
                    {t('law.advice.open')}
                  </a>
                ) : null}{' '}
                <ActButton action={routes.desk.dropAdvice(at)} label={t('law.advice.drop')} />
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
