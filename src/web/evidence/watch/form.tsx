import { z } from 'zod';
import { lookNow } from '../../../evidence/watch/look-at-due.ts';
import { rhythms } from '../../../evidence/watch/tables.ts';
import { loadWatch } from '../../../evidence/watch/views.ts';
import { endWatch, mostHourlyDays, watchSource } from '../../../evidence/watch/watch-source.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { loadSource } from '../../../record/views/sources.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { ActButton } from '../../kit/components/desk.tsx';
import type { Router } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { relocated } from '../../record/forms/common.tsx';
import { briefTitle } from '../../record/desk/links.ts';
import { loadThing } from '../../record/show/load-thing.ts';

const form = defineForm({
  name: 'watch',
  schema: z.object({
    url: z.string('evidence.watch.error.address').min(1, 'evidence.watch.error.address').max(2000),
    every: z.enum(rhythms, 'evidence.watch.error.every'),
    days: z.coerce
      .number('evidence.watch.error.days')
      .int('evidence.watch.error.days')
      .min(1, 'evidence.watch.error.days')
      .max(mostHourlyDays, 'evidence.watch.error.days')
      .default(3),
  }),
  fields: {
    url: { kind: 'radio', label: 'record.desk.source.address' },
    every: {
      kind: 'radio',
      label: 'evidence.watch.form.every',
      options: rhythms.map((value) => ({ value, label: `evidence.watch.every.${value}` })),
    },
    days: { kind: 'number', label: 'evidence.watch.form.days', hint: 'evidence.watch.form.days_hint', width: 'half' },
  },
});

/** How often a source's page is looked at. */
export function watchForm(web: Router): void {
  web.on(['GET', 'POST'], routes.desk.watchSource.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, watchSource);
    const { db } = desk.app;
    const { number } = routes.desk.watchSource.read(c.req.param());
    const { thing } = await loadThing(db.read, 'source', number);
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const source = await loadSource(db.read, thing, 'desk', { limit: 0, offset: 0 });
    const watch = await loadWatch(db.read, thing.id);
    const ref = `source/${thing.number}`;
    const back = `${routes.desk.source({ number })}#watch`;
    const options = { url: source.addresses.map((url) => ({ value: url, text: url })) };
    return handleForm(c, form, {
      initial: () =>
        fresh({ url: watch?.url ?? source.addresses[0] ?? '', every: watch?.every ?? 'daily', days: '3' }, { options }),
      again: () => ({ options }),
      render: (state) => (
        <DeskPage
          title={t('evidence.watch.form.title')}
          noindex
          crumbs={[
            { label: t('record.desk.kinds.source'), href: routes.desk.sources() },
            { label: briefTitle(t, source.brief), href: routes.desk.source({ number }) },
            { label: t('evidence.watch.form.title') },
          ]}
        >
          <p class="lead">{t('evidence.watch.form.lead')}</p>
          <Form
            form={form}
            state={state}
            submit={watch ? 'evidence.watch.form.change' : 'evidence.watch.form.begin'}
            cancel={back}
          />
          {watch ? <ActButton action={routes.desk.endWatch({ number })} label={t('evidence.watch.form.end')} /> : null}
        </DeskPage>
      ),
      submit: async (typed) => {
        await relocated(run(desk.app, watchSource, desk.principal, { source: ref, ...typed }), []);
        return back;
      },
    });
  });

  web.post(routes.desk.lookNow.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, watchSource);
    const { number } = routes.desk.lookNow.read(c.req.param());
    const { thing } = await loadThing(desk.app.db.read, 'source', number);
    return handleAct(c, async () => {
      await lookNow(desk.app, thing.id, { signal: c.req.raw.signal });
      return `${routes.desk.source({ number })}#watch`;
    });
  });

  web.post(routes.desk.endWatch.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.endWatch.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.app, endWatch, desk.principal, { source: `source/${number}` });
      return `${routes.desk.source({ number })}#watch`;
    });
  });
}
