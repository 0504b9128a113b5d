import { z } from 'zod';
import { acceptThreshold, lineSchema, setAcceptLine } from '../../drafting/sure/accept-threshold.ts';
import measured from '../../drafting/sure/reliability.json' with { type: 'json' };
import { Table } from '../kit/components/page-parts.tsx';
import type { Pages } from '../kit/context.ts';
import { defineForm } from '../kit/forms/form.ts';
import { formPage } from '../kit/pages/form-page.tsx';
import { routes } from '../routes.ts';

const lineForm = defineForm({
  name: 'accept-line',
  schema: z.object({ line: lineSchema.optional() }),
  fields: {
    line: { kind: 'number', label: 'drafting.line.label', hint: 'drafting.line.label_hint', optional: true },
  },
});

/** Of the test claims with at least this confidence (0 to 1): how many there are, and the percentage that was right. */
function accuracyAbove(ranges: typeof measured.heldOut, least: number): { count: number; percent: number } {
  const above = ranges.filter(({ from }) => from >= least);
  const count = above.reduce((sum, one) => sum + one.count, 0);
  const right = above.reduce((sum, one) => sum + one.right * one.count, 0);
  return { count, percent: Math.round((right / Math.max(1, count)) * 100) };
}

/** The setting for accepting claims in bulk: how sure Kronika must be of each claim. */
export const linePages: Pages = (web) =>
  formPage(web, routes.desk.acceptLine, {
    operation: setAcceptLine,
    form: lineForm,
    title: 'drafting.line.title',
    crumbs: ({ t }) => [{ label: t('kit.desk_nav.drafts'), href: routes.desk.drafts() }],
    lead: 'drafting.line.lead',
    save: 'record.desk.save',
    home: () => routes.desk.drafts(),
    values: async ({ db }) => ({ line: await acceptThreshold(db) }),
    below: ({ t }) => (
      <section class="panel">
        <h2>{t('drafting.line.measured')}</h2>
        <p>{t('drafting.line.measured_lead')}</p>
        <Table
          caption={t('drafting.line.caption')}
          head={[t('drafting.line.at_least'), t('drafting.line.held_out'), t('drafting.line.blind')]}
          numeric={[1, 2]}
          rows={measured.heldOut
            .filter(({ from }) => from >= 0.5)
            .map(({ from }) => [
              t('drafting.line.percent', { percent: Math.round(from * 100) }),
              t('drafting.line.right', accuracyAbove(measured.heldOut, from)),
              t('drafting.line.right', accuracyAbove(measured.blind, from)),
            ])}
        />
      </section>
    ),
    submit: ({ line }, { run }) => run(setAcceptLine, { line: line ?? null }),
  });
