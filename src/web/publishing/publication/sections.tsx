import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { changeSections } from '../../../publishing/publication/change-sections.ts';
import { loadPublication, type Publication } from '../../../publishing/publication/publication.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, toTree, type Fields } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { whyField, whySchema } from '../../record/forms/common.tsx';
import { SettingsParts } from './parts.tsx';

/** A name in the paper's language, and one in each other that its pages or articles speak. */
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

/** The parts of the paper and their order. */
export const sectionsPage: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.sections.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeSections);
    const { publication, version } = await loadPublication(desk.app.db.read);
    const form = sectionsForm(t, languagesOf(publication));
    const values = toTree({ sections: publication.sections }) as Tree;
    return handleForm(c, form, {
      initial: () => fresh(values, { version: String(version) }),
      render: (state) => (
        <DeskPage
          title={t('publishing.publication.section.title')}
          noindex
          crumbs={[
            { label: t('publishing.publication.title'), href: routes.desk.settings() },
            { label: t('publishing.publication.section.title') },
          ]}
        >
          <p class="lead">{t('publishing.publication.section.lead')}</p>
          <SettingsParts here={routes.desk.sections()} />
          <Form form={form} state={state} submit="record.desk.save" cancel={routes.desk.settings()} />
        </DeskPage>
      ),
      submit: async ({ sections, why }, sent) => {
        if (sent.version === undefined) throw new AppError('conflict');
        await run(desk.app, changeSections, desk.principal, { version: sent.version, sections }, why);
        return routes.desk.sections();
      },
      current: async () => ({ values, version: String(version) }),
    });
  });
};
