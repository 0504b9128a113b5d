import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { changeLogo } from '../../../publishing/publication/change-logo.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { LogoPicture } from '../../kit/components/masthead.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { whyField, whySchema } from '../../record/forms/common.tsx';
import { SettingsParts } from './parts.tsx';

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

/** The logo: shown, set, taken away. */
export const logoPage: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.logo.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeLogo);
    const { publication, version } = await loadPublication(desk.app.db.read);
    const { logo } = publication;
    return handleForm(c, logoForm, {
      initial: () => fresh({}, { version: String(version) }),
      render: (state) => (
        <DeskPage
          title={t('publishing.publication.logo.title')}
          noindex
          crumbs={[
            { label: t('publishing.publication.title'), href: routes.desk.settings() },
            { label: t('publishing.publication.logo.title') },
          ]}
        >
          <p class="lead">{t('publishing.publication.logo.lead')}</p>
          <SettingsParts here={routes.desk.logo()} />
          {logo ? (
            <section class="panel" aria-labelledby="now">
              <h2 id="now">{t('publishing.publication.logo.now')}</h2>
              <p>
                <LogoPicture logo={logo} name={publication.name} />
              </p>
            </section>
          ) : null}
          <Form
            form={logoForm}
            state={state}
            submit="publishing.publication.logo.save"
            more={logo ? [{ intent: 'remove', label: 'publishing.publication.logo.remove' }] : []}
            cancel={routes.desk.settings()}
          />
        </DeskPage>
      ),
      submit: async (typed, sent) => {
        const removed = sent.intent === 'remove';
        const files = removed ? {} : { logo: await bytesOf(typed.logo), dark: await bytesOf(typed.dark) };
        if (!removed && !files.logo && !files.dark) return routes.desk.logo();
        await run(desk.app, changeLogo, desk.principal, { version: sent.version ?? '', ...files }, typed.why);
        return routes.desk.logo();
      },
    });
  });
};
