import { z } from 'zod';
import { exampleState } from '../../../exchange/example/setting.ts';
import { removeExample } from '../../../exchange/example/remove.ts';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { loadPublication, settingsOf } from '../../../publishing/publication/publication.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { publicationForm, publicationValues } from './publication-form.ts';
import { SettingsParts } from './parts.tsx';

const removeForm = defineForm({
  name: 'remove-example',
  schema: z.object({ sure: z.boolean().refine((sure) => sure, 'exchange.example.not_sure') }),
  fields: { sure: { kind: 'checkbox', label: 'exchange.example.sure' } },
});

/** The publication's name, languages, imprint and look; the example and its end. */
export const settingsPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.settings.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changePublication);
    const { db } = desk.app;
    const example = desk.may(removeExample) && (await exampleState(db.read)) === 'loaded';
    const stored = async (): Promise<{ values: Tree; version: string }> => {
      const { publication, version } = await loadPublication(db.read);
      return { values: publicationValues(settingsOf(publication)), version: String(version) };
    };
    const form = publicationForm(t);
    return handleForm(c, form, {
      initial: async () => {
        const { values, version } = await stored();
        return fresh(values, { version });
      },
      render: (state) => (
        <DeskPage
          title={t('publishing.publication.title')}
          noindex
          crumbs={[
            { label: t('site.desk.home.title'), href: routes.desk.home() },
            { label: t('publishing.publication.title') },
          ]}
        >
          <p class="lead">{t('publishing.publication.lead')}</p>
          <SettingsParts here={routes.desk.settings()} />
          <datalist id="list-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option value={zone} />
            ))}
          </datalist>
          <Form form={form} state={state} submit="record.desk.save" cancel={routes.desk.home()} />
          {example ? (
            <section class="panel" aria-labelledby="example">
              <h2 id="example">{t('exchange.example.title')}</h2>
              <p>{t('exchange.example.lead')}</p>
              <p>
                <a class="button" href={routes.desk.removeExample()}>
                  {t('exchange.example.remove')}
                </a>
              </p>
            </section>
          ) : null}
        </DeskPage>
      ),
      submit: async ({ why, settings }, { version }) => {
        await run(desk.app, changePublication, desk.principal, { version: version ?? '', to: settings }, why);
        return routes.desk.settings();
      },
      current: stored,
    });
  });

  web.on(['GET', 'POST'], routes.desk.removeExample.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, removeExample);
    if ((await exampleState(desk.app.db.read)) !== 'loaded') throw new AppError('gone');
    return handleForm(c, removeForm, {
      render: (state) => (
        <DeskPage
          title={t('exchange.example.remove')}
          noindex
          crumbs={[
            { label: t('publishing.publication.title'), href: routes.desk.settings() },
            { label: t('exchange.example.remove') },
          ]}
        >
          <Notice kind="warning" title={t('exchange.example.warning')}>
            <p>{t('exchange.example.warning_lead')}</p>
          </Notice>
          <Form form={removeForm} state={state} submit="exchange.example.remove" cancel={routes.desk.settings()} />
        </DeskPage>
      ),
      submit: async () => {
        await run(desk.app, removeExample, desk.principal, {});
        return routes.desk.home();
      },
    });
  });
};
