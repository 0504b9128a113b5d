import { z } from 'zod';
import { exampleState } from '../../../exchange/example/setting.ts';
import { removeExample } from '../../../exchange/example/remove.ts';
import { AppError } from '../../../platform/errors.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { loadPublication, settingsOf } from '../../../publishing/publication/publication.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { publicationForm, publicationValues } from './publication-form.ts';
import { SettingsParts, ofSettings } from './parts.tsx';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import { Section } from '../../record/show/parts.tsx';

const removeForm = defineForm({
  name: 'remove-example',
  schema: z.object({ sure: z.boolean().refine((sure) => sure, 'exchange.example.not_sure') }),
  fields: { sure: { kind: 'checkbox', label: 'exchange.example.sure' } },
});

/** The settings: the publication's name, languages, imprint and look, and the removal of the sample data. */
export const settingsPages: Pages = (web) => {
  changePage(web, routes.desk.settings, {
    operation: changePublication,
    load: ({ db }) => loadPublication(db),
    form: ({ t }) => publicationForm(t),
    title: 'publishing.publication.title',
    sectionLinks: true,
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    save: 'record.desk.save',
    home: () => routes.desk.home(),
    values: ({ view }) => publicationValues(settingsOf(view.publication)),
    body: async (form, { t, db, may }) => (
      <>
        <p class="lead">{t('publishing.publication.lead')}</p>
        <SettingsParts here={routes.desk.settings()} />
        <datalist id="list-zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option value={zone} />
          ))}
        </datalist>
        {form}
        <Section
          id="example"
          title={t('exchange.example.title')}
          when={may(removeExample) && (await exampleState(db)) === 'loaded'}
        >
          <p>{t('exchange.example.lead')}</p>
          <p>
            <a class="button" href={routes.desk.removeExample()}>
              {t('exchange.example.remove')}
            </a>
          </p>
        </Section>
      </>
    ),
    submit: async ({ why, settings }, { run, version }) => {
      await run(changePublication, { version, to: settings }, why);
      return routes.desk.settings();
    },
  });

  formPage(web, routes.desk.removeExample, {
    ...ofSettings,
    load: async ({ db }) => {
      if ((await exampleState(db)) !== 'loaded') throw new AppError('gone');
    },
    operation: removeExample,
    form: removeForm,
    title: 'exchange.example.remove',
    save: 'exchange.example.remove',
    lead: ({ t }) => (
      <Notice kind="warning" title={t('exchange.example.warning')}>
        <p>{t('exchange.example.warning_lead')}</p>
      </Notice>
    ),
    submit: async (_typed, { run }) => {
      await run(removeExample, {});
      return routes.desk.home();
    },
  });
};
