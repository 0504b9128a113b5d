import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { changeSections } from '../../../publishing/publication/change-sections.ts';
import { loadPublication, type Publication } from '../../../publishing/publication/publication.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Fields } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { SettingsParts, ofSettings } from './parts.tsx';
import { changePage } from '../../kit/pages/form-page.tsx';

/**
 * The languages in which sections have names: first the publication's language, then those of its menus and articles.
 */
export const languagesOf = (publication: Publication): string[] => [
  ...new Set([
    publication.language,
    interfaceLanguage(publication),
    ...publication.interfaceLanguages,
    ...publication.contentLanguages,
  ]),
];

const sectionsForm = (t: Translate, languages: readonly string[]) => {
  const names: Fields = Object.fromEntries(
    languages.map((language, index) => [
      language,
      {
        kind: 'text',
        label: 'publishing.publication.section.name',
        labelParams: { language: languageName(language, t.locale) },
        optional: index > 0,
        width: 'half',
      },
    ]),
  );
  return defineForm({
    name: 'sections',
    schema: z.object({
      sections: z.array(z.object({ key: z.string().default(''), names: z.record(z.string(), z.string()).default({}) })),
      why: whySchema,
    }),
    fields: {
      sections: {
        kind: 'rows',
        label: 'publishing.publication.section.list',
        addLabel: 'publishing.publication.section.add',
        optional: true,
        ordered: true,
        fields: {
          key: {
            kind: 'text',
            label: 'publishing.publication.section.key',
            hint: 'publishing.publication.section.key_hint',
            width: 'half',
          },
          names: { kind: 'section', label: 'publishing.publication.name', fields: names },
        },
      },
      why: whyField,
    },
  });
};

export const sectionsPage: Pages = (web) => {
  changePage(web, routes.desk.sections, {
    ...ofSettings,
    operation: changeSections,
    load: ({ db }) => loadPublication(db),
    form: ({ t, view }) => sectionsForm(t, languagesOf(view.publication)),
    title: 'publishing.publication.section.title',
    lead: ({ t }) => (
      <>
        <p class="lead">{t('publishing.publication.section.lead')}</p>
        <SettingsParts here={routes.desk.sections()} />
      </>
    ),
    values: ({ view }) => ({ sections: view.publication.sections }),
    submit: async ({ sections, why }, { run, version }) => {
      if (!version) throw new AppError('conflict');
      await run(changeSections, { version, sections }, why);
      return routes.desk.sections();
    },
  });
};
