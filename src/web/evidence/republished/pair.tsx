import { z } from 'zod';
import { acceptCopies } from '../../../evidence/republished/decide.ts';
import { loadCopyPair, type SideBySide } from '../../../evidence/republished/queue.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { termOptions } from '../../record/forms/values.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { percent, SideText, Signs } from './parts.tsx';
import { basisOf } from './queue.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';

const acceptForm = defineForm({
  name: 'accept',
  schema: z.object({
    copy: z.string('evidence.origins.error.copy').regex(/^source\/[1-9]\d{0,15}$/, 'evidence.origins.error.copy'),
    kind: z.enum(termKeys('derivation'), 'errors.field.kind.missing').default('republishes'),
    basis: z.string().max(2000, 'errors.field.text.long').optional(),
    why: z.string().max(2000, 'errors.field.text.long').optional(),
  }),
  fields: {
    copy: { kind: 'radio', label: 'evidence.origins.form.copy' },
    kind: { kind: 'select', label: 'record.desk.source.how', options: termOptions('derivation'), width: 'half' },
    basis: {
      kind: 'text',
      label: 'record.desk.source.basis',
      hint: 'evidence.origins.form.basis_hint',
      optional: true,
    },
    why: { kind: 'text', label: 'record.desk.why', hint: 'record.desk.why_hint', optional: true },
  },
});

function Decided({ pair }: { pair: SideBySide }) {
  const { t } = useView();
  return (
    <Notice title={t(`evidence.origins.state.${pair.state}`)}>
      {pair.decidedAt ? (
        <p>
          {pair.decidedBy ? `${pair.decidedBy} · ` : ''}
          <When at={pair.decidedAt} />
          {pair.reason ? `: ${pair.reason}` : ''}
        </p>
      ) : null}
    </Notice>
  );
}

/** Two texts side by side, with the form that says which of them is the republished story. */
export const pairPages: Pages = (web) => {
  formPage(web, routes.desk.originPair, {
    load: ({ db, params }) => loadCopyPair(db, params.number),
    form: acceptForm,
    title: 'evidence.origins.pair.title',
    wide: true,
    crumbs: ({ t }) => [{ label: t('evidence.origins.title'), href: routes.desk.origins() }],
    save: 'evidence.origins.form.accept',
    home: () => routes.desk.origins(),
    options: ({ t, view: pair }) => {
      const taken = (copy: SideBySide['copy'], origin: SideBySide['copy']) => ({
        value: `source/${copy.brief.number}`,
        text: t('evidence.origins.form.taken', {
          copy: briefTitle(t, copy.brief),
          origin: briefTitle(t, origin.brief),
        }),
      });
      return { copy: [taken(pair.copy, pair.origin), taken(pair.origin, pair.copy)] };
    },
    values: ({ t, view: pair }) => ({
      copy: `source/${pair.copy.brief.number}`,
      kind: pair.ofCopy >= 0.5 ? 'republishes' : 'compiles',
      basis: basisOf(t, pair),
    }),
    body: (form, { t, may, params: { number }, view: pair }) => (
      <>
        <p class="lead">
          {t('evidence.origins.pair.lead', {
            words: pair.shared,
            passages: pair.passages,
            copy: percent(t, pair.ofCopy),
            origin: percent(t, pair.ofOrigin),
          })}
        </p>
        {pair.state === 'open' ? null : <Decided pair={pair} />}
        <div class="two decide">
          <Section id="whose" title={t('evidence.origins.pair.whose')}>
            <p>
              <BriefLine brief={pair.copy.brief} /> {t('evidence.origins.likely_copy')}{' '}
              <BriefLine brief={pair.origin.brief} />
            </p>
            <Signs pair={pair} />
          </Section>
          <Section
            id="decide"
            title={t('evidence.origins.pair.decide')}
            when={pair.state === 'open' && may(acceptCopies)}
          >
            {form}
            <p>
              <a href={routes.desk.originDismiss({ what: 'copies', number })}>{t('evidence.origins.dismiss')}</a>
            </p>
          </Section>
        </div>
        {pair.sides ? (
          <div class="two sides">
            <SideText side={pair.sides.origin} name="origin" other="copy" title={t('evidence.origins.pair.origin')} />
            <SideText side={pair.sides.copy} name="copy" other="origin" title={t('evidence.origins.pair.copy')} />
          </div>
        ) : (
          <Notice title={t('evidence.origins.pair.gone')} />
        )}
      </>
    ),
    submit: async ({ copy, kind, basis, why }, { run, params }) => {
      await run(acceptCopies, { pairs: [{ id: params.number, copy, kind, basis }] }, why);
      return routes.desk.source({ number: Number(copy.split('/')[1]) });
    },
  });
};
