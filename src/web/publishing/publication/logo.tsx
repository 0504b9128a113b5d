import { z } from 'zod';
import { changeLogo } from '../../../publishing/publication/change-logo.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { LogoPicture } from '../../kit/components/masthead.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { SettingsParts, ofSettings } from './parts.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';
import { Section } from '../../record/show/parts.tsx';

const picture = z.instanceof(File).optional();
const logoForm = defineForm({
  name: 'logo',
  schema: z.object({ logo: picture, dark: picture, why: whySchema }),
  fields: {
    logo: { kind: 'file', label: 'publishing.publication.logo.file', accept: 'image/svg+xml,image/png,.svg,.png' },
    dark: {
      kind: 'file',
      label: 'publishing.publication.logo.dark',
      hint: 'publishing.publication.logo.dark_hint',
      accept: 'image/svg+xml,image/png,.svg,.png',
      optional: true,
    },
    why: whyField,
  },
});

const bytesOf = async (file: File | undefined): Promise<Uint8Array<ArrayBuffer> | undefined> =>
  file?.size ? new Uint8Array(await file.arrayBuffer()) : undefined;

export const logoPage: Pages = (web) => {
  formPage(web, routes.desk.logo, {
    ...ofSettings,
    operation: changeLogo,
    load: ({ db }) => loadPublication(db),
    form: logoForm,
    title: 'publishing.publication.logo.title',
    save: 'publishing.publication.logo.save',
    more: ({ view }) =>
      view.publication.logo ? [{ intent: 'remove', label: 'publishing.publication.logo.remove' }] : [],
    version: ({ view }) => view.version,
    lead: ({ t, view: { publication } }) => (
      <>
        <p class="lead">{t('publishing.publication.logo.lead')}</p>
        <SettingsParts here={routes.desk.logo()} />
        {publication.logo ? (
          <Section id="now" title={t('publishing.publication.logo.now')}>
            <p>
              <LogoPicture logo={publication.logo} name={publication.name} />
            </p>
          </Section>
        ) : null}
      </>
    ),
    submit: async (input, { run, version, intent }) => {
      const removed = intent === 'remove';
      const files = removed ? {} : { logo: await bytesOf(input.logo), dark: await bytesOf(input.dark) };
      if (removed || files.logo || files.dark) await run(changeLogo, { version, ...files }, input.why);
      return routes.desk.logo();
    },
  });
};
