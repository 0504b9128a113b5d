import { z } from 'zod';
import { checkNow } from '../../../evidence/watch/check-due-pages.ts';
import { watchIntervals } from '../../../evidence/watch/tables.ts';
import { loadWatch } from '../../../evidence/watch/views.ts';
import { endWatch, maxHourlyDays, watchSource } from '../../../evidence/watch/watch-source.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadSource } from '../../../record/views/sources.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import type { Router } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';

const form = defineForm({
  name: 'watch',
  schema: z.object({
    url: z.string('evidence.watch.error.address').min(1, 'evidence.watch.error.address').max(2000),
    every: z.enum(watchIntervals, 'evidence.watch.error.every'),
    days: z.coerce
      .number('evidence.watch.error.days')
      .int('evidence.watch.error.days')
      .min(1, 'evidence.watch.error.days')
      .max(maxHourlyDays, 'evidence.watch.error.days')
      .default(3),
  }),
  fields: {
    url: { kind: 'radio', label: 'record.desk.source.address' },
    every: {
      kind: 'radio',
      label: 'evidence.watch.form.every',
      options: watchIntervals.map((value) => ({ value, label: `evidence.watch.every.${value}` })),
    },
    days: { kind: 'number', label: 'evidence.watch.form.days', hint: 'evidence.watch.form.days_hint', width: 'half' },
  },
});

/** The address to which these forms return: the section “Watched page” of the source's page. */
const atWatch = ({ params: { number } }: { params: { number: number } }) => `${routes.desk.source({ number })}#watch`;

export function watchForm(web: Router): void {
  formPage(web, routes.desk.watchSource, {
    operation: watchSource,
    load: async ({ db, params }) => {
      const { thing } = await loadThing(db, 'source', params.number);
      if (thing.visibility === 'sealed') throw new AppError('sealed');
      const source = await loadSource(db, thing, 'desk', { limit: 0, offset: 0 });
      return { ref: `source/${thing.number}`, source, watch: await loadWatch(db, thing.id) };
    },
    form,
    title: 'evidence.watch.form.title',
    crumbs: ({ t, params, view }) => [
      { label: t('record.desk.kinds.source'), href: routes.desk.sources() },
      { label: briefTitle(t, view.source.brief), href: routes.desk.source(params) },
    ],
    lead: 'evidence.watch.form.lead',
    save: ({ view }) => (view.watch ? 'evidence.watch.form.change' : 'evidence.watch.form.begin'),
    home: atWatch,
    options: ({ view }) => ({ url: view.source.addresses.map((url) => ({ value: url, text: url })) }),
    values: ({ view: { watch, source } }) => ({
      url: watch?.url ?? source.addresses[0] ?? '',
      every: watch?.every ?? 'daily',
      days: '3',
    }),
    below: ({ t, params, view }) =>
      view.watch ? <ActButton action={routes.desk.endWatch(params)} label={t('evidence.watch.form.end')} /> : null,
    submit: (input, { run, view }) => run(watchSource, { source: view.ref, ...input }),
  });

  buttonRoute(web, routes.desk.checkNow, {
    operation: watchSource,
    act: async ({ c, db, app, params }) => {
      const { thing } = await loadThing(db, 'source', params.number);
      await checkNow(app, thing.id, { signal: c.req.raw.signal });
    },
    home: atWatch,
  });

  buttonRoute(web, routes.desk.endWatch, {
    act: ({ run, params: { number } }) => run(endWatch, { source: `source/${number}` }),
    home: atWatch,
  });
}
