import { z } from 'zod';
import { discardSavedAdvice } from '../../../law/advice/saved/discard-advice.ts';
import { saveAdvice } from '../../../law/advice/saved/save-advice.ts';
import { listSavedAdvice, openAdvice, type SavedAdvice } from '../../../law/advice/saved/open-advice.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import { adviceJson, adviceOf } from '../api/advice.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { dayWords } from '../public/parts.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { Section } from '../../record/show/parts.tsx';
import { loadAdvice } from './load-advice.ts';
import { StoredRequirements, countryWords, Findings } from './shown.tsx';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { openForm, unlocked } from '../../record/actions/seal.tsx';
import { sealOptions } from '../../record/forms/seal-field.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

const keepForm = defineForm({
  name: 'keep-advice',
  schema: z.object({ for: z.array(z.string().regex(/^\d{1,15}$/)).min(1, 'errors.field.seal.nobody') }),
  fields: { for: { kind: 'checkboxes', label: 'law.advice.keep_for' } },
});

/** The pages that store legal advice sealed (encrypted), open it and delete it. */
export const savedAdvicePages: Pages = (web) => {
  formPage(web, routes.desk.saveAdvice, {
    operation: saveAdvice,
    load: async ({ c, desk, params }) => {
      const { title, advice } = await loadAdvice(c, desk, params.number);
      if (advice.jurisdictions.length === 0) throw new AppError('not_found');
      return { title, advice };
    },
    form: keepForm,
    title: 'law.advice.keep',
    crumbs: ({ t, params, view }) => crumbsOf(t, params.number, view.title),
    lead: 'law.advice.keep_lead',
    save: 'law.advice.keep',
    home: ({ params }) => routes.desk.articleAdvice(params),
    values: ({ principal }) => ({ for: [principal.accountId] }),
    options: async ({ db }) => ({ for: await sealOptions(db) }),
    submit: (input, { run, params: { number }, view }) =>
      run(saveAdvice, { article: `article/${number}`, for: input.for, content: adviceOf(view.advice) }),
  });

  formPage(web, routes.desk.savedAdvice, {
    load: async ({ c, db, params }) => {
      c.header('Cache-Control', 'no-store');
      const head = await loadHead(db, params.number);
      const kept = (await listSavedAdvice(db, head.id)).find((one) => String(one.id) === params.advice);
      if (!kept) throw new AppError('not_found');
      return { title: head.form.headline.text, readers: kept.readers };
    },
    form: openForm,
    title: 'law.advice.kept_title',
    crumbs: ({ t, params, view }) => crumbsOf(t, params.number, view.title),
    save: 'law.advice.open',
    home: ({ params: { number } }) => routes.desk.articleAdvice({ number }),
    body: (form, { t, principal, view: { readers } }) => (
      <>
        <p class="muted">{t('law.advice.kept_line', { names: readers.map((reader) => reader.name).join(', ') })}</p>
        {readers.some((reader) => reader.id === principal.accountId) ? form : <p>{t('record.desk.seal.not_you')}</p>}
      </>
    ),
    submit: async ({ password }, { t, desk, run, params, answer }) => {
      const identity = await unlocked(desk, password);
      const advice = adviceJson.parse(await run(openAdvice, { advice: params.advice, identity }));
      return answer({
        styles: ['law.css'],
        actions: <ActButton action={routes.desk.discardAdvice(params)} label={t('law.advice.drop')} />,
        body: (
          <>
            <Notice title={t('law.advice.for_you')}>
              <p>
                {t('law.advice.under', {
                  countries: countryWords(t.locale, advice.jurisdictions),
                  date: dayWords(t, advice.day),
                })}
              </p>
            </Notice>
            <Findings advice={advice} />
            <StoredRequirements advice={advice} />
          </>
        ),
      });
    },
  });

  buttonRoute(web, routes.desk.discardAdvice, {
    operation: discardSavedAdvice,
    act: ({ run, params: { advice } }) => run(discardSavedAdvice, { advice }),
    home: ({ params: { number } }) => routes.desk.articleAdvice({ number }),
  });
};

const crumbsOf = (t: Translate, number: number, title: string) => [
  { label: title, href: routes.desk.article({ number }) },
  { label: t('law.advice.title'), href: routes.desk.articleAdvice({ number }) },
];

export function SavedAdviceList({ kept, number, desk }: { kept: readonly SavedAdvice[]; number: number; desk: Desk }) {
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
                  <a class="button small" href={routes.desk.savedAdvice(at)}>
                    {t('law.advice.open')}
                  </a>
                ) : null}{' '}
                <ActButton action={routes.desk.discardAdvice(at)} label={t('law.advice.drop')} />
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
