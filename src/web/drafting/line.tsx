import { z } from 'zod';
import { acceptLine, lineSchema, setAcceptLine } from '../../drafting/sure/accept-line.ts';
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

/** From 50 %, how many claims had at least this confidence, and the share of them that was right. */
const steps = measured.heldOut
  .filter(({ from }) => from >= 0.5)
  .map(({ from }) => {
    const inside = (part: typeof measured.heldOut) => part.filter((one) => one.from >= from);
    const shareOf = (part: typeof measured.heldOut): { count: number; right: number } => {
      const count = inside(part).reduce((sum, one) => sum + one.count, 0);
      return { count, right: inside(part).reduce((sum, one) => sum + one.right * one.count, 0) / Math.max(1, count) };
    };
    return { percent: Math.round(from * 100), heldOut: shareOf(measured.heldOut), blind: shareOf(measured.blind) };
  });

/** The desk's line: how sure the reader must be of claims that people accept together. */
export const linePages: Pages = (web) =>
  formPage(web, routes.desk.acceptLine, {
    operation: setAcceptLine,
    form: lineForm,
    title: 'drafting.line.title',
    crumbs: ({ t }) => [{ label: t('kit.desk_nav.drafts'), href: routes.desk.drafts() }],
    lead: 'drafting.line.lead',
    save: 'record.desk.save',
    home: () => routes.desk.drafts(),
    values: async ({ db }) => ({ line: await acceptLine(db) }),
    below: ({ t }) => (
      <section class="panel">
        <h2>{t('drafting.line.measured')}</h2>
        <p>{t('drafting.line.measured_lead')}</p>
        <Table
          caption={t('drafting.line.caption')}
          head={[t('drafting.line.at_least'), t('drafting.line.held_out'), t('drafting.line.blind')]}
          numeric={[1, 2]}
          rows={steps.map(({ percent, heldOut, blind }) => [
            t('drafting.line.percent', { percent }),
            ...[heldOut, blind].map(({ count, right }) =>
              t('drafting.line.right', { percent: Math.round(right * 100), count }),
            ),
          ])}
        />
      </section>
    ),
    submit: ({ line }, { run }) => run(setAcceptLine, { line: line ?? null }),
  });
