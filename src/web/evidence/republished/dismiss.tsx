import { z } from 'zod';
import { dismissCopies, dismissCredits } from '../../../evidence/republished/decide.ts';
import { loadCredit } from '../../../evidence/republished/credit-queue.ts';
import { listPairs } from '../../../evidence/republished/queue.ts';
import { decideLosses } from '../../../evidence/quotations/keep.ts';
import { loadLoss } from '../../../evidence/quotations/queue.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { type Desk } from '../../kit/desk/who.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { formPage } from '../../kit/pages/form-page.tsx';

const form = defineForm({
  name: 'dismiss',
  schema: z.object({
    reason: z
      .string('errors.field.reason.short')
      .min(3, 'errors.field.reason.short')
      .max(2000, 'errors.field.text.long'),
  }),
  fields: {
    reason: { kind: 'textarea', label: 'record.desk.act.reason', hint: 'evidence.origins.form.reason_hint', rows: 2 },
  },
});

type Dismissal = {
  words: string;
  back: string;
  list: string;
  operation: { permission: readonly string[] | 'anyone' };
  act(desk: Desk, reason: string): Promise<void>;
};

async function ofCopies(db: Reader, t: Translate, number: number): Promise<Dismissal> {
  const [pair] = await listPairs(db, [number]);
  if (!pair) throw new AppError('not_found');
  return {
    words: t('evidence.origins.dismissing.copies', {
      copy: briefTitle(t, pair.copy.brief),
      origin: briefTitle(t, pair.origin.brief),
    }),
    back: routes.desk.originPair({ number }),
    list: routes.desk.origins(),
    operation: dismissCopies,
    act: ({ app, principal }, reason) =>
      run(
        app,
        dismissCopies,
        principal,
        { pairs: [{ id: number, copy: `source/${pair.copy.brief.number}` }], reason },
        reason,
      ),
  };
}

async function ofCredits(db: Reader, t: Translate, number: number): Promise<Dismissal> {
  const { page, credit } = await loadCredit(db, number);
  return {
    words: t('evidence.origins.dismissing.credits', { page: briefTitle(t, page.brief), agency: credit.agency.name }),
    back: routes.desk.originCredit({ number }),
    list: routes.desk.origins({ show: 'credits' }),
    operation: dismissCredits,
    act: ({ app, principal }, reason) => run(app, dismissCredits, principal, { credits: [number], reason }, reason),
  };
}

async function ofQuotations(db: Reader, t: Translate, number: number): Promise<Dismissal> {
  const loss = await loadLoss(db, number);
  return {
    words: t('evidence.origins.dismissing.quotations', {
      words: loss.words,
      page: briefTitle(t, loss.lacking.page.brief),
    }),
    back: routes.desk.originQuotation({ number }),
    list: routes.desk.origins({ show: 'quotations' }),
    operation: decideLosses,
    act: ({ app, principal }, reason) =>
      run(app, decideLosses, principal, { warnings: [number], state: 'dismissed', reason }, reason),
  };
}

const kinds: Readonly<Record<string, (db: Reader, t: Translate, number: number) => Promise<Dismissal>>> = {
  copies: ofCopies,
  credits: ofCredits,
  quotations: ofQuotations,
};

/** The form that dismisses a suggestion, with a reason. */
export const dismissPages: Pages = (web) => {
  formPage(web, routes.desk.originDismiss, {
    load: async ({ db, t, params: { what, number } }) => {
      const load = Object.hasOwn(kinds, what) ? kinds[what] : undefined;
      if (!load) throw new AppError('not_found');
      return load(db, t, number);
    },
    operation: ({ view }) => view.operation,
    form,
    title: 'evidence.origins.dismissing.title',
    crumbs: ({ t, view }) => [{ label: t('evidence.origins.title'), href: view.list }],
    lead: ({ view }) => <p class="lead">{view.words}</p>,
    save: 'evidence.origins.form.dismiss',
    home: ({ view }) => view.back,
    submit: async ({ reason }, { desk, view }) => {
      await view.act(desk, reason);
      return view.list;
    },
  });
};
