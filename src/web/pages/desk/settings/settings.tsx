import { z } from 'zod';
import { exampleState } from '../../../../exchange/example/setting.ts';
import { removeExample } from '../../../../exchange/example/remove.ts';
import { licences } from '../../../../exchange/formats/licences.ts';
import { run } from '../../../../platform/operation.ts';
import { AppError } from '../../../../platform/errors.ts';
import { DeskPage } from '../../../components/layout.tsx';
import { Notice } from '../../../components/page-parts.tsx';
import type { Pages } from '../../../context.ts';
import { Form } from '../../../forms/fields.tsx';
import { defineForm, fresh, toTree } from '../../../forms/form.ts';
import { handleForm } from '../../../forms/handle.ts';
import type { Tree } from '../../../forms/tree.ts';
import { routes } from '../../../routes.ts';
import { atDesk, demand } from '../accounts/who.ts';
import { languageOptions } from '../record/forms/values.ts';
import { whyField, whySchema } from '../record/forms/common.tsx';
import { messages } from '../../../../platform/messages.ts';
import { changePaper, loadPaper, paperSchema } from '../../../paper.ts';

const paperForm = defineForm({
  name: 'paper',
  schema: paperSchema.extend({ why: whySchema }),
  fields: {
    name: { kind: 'text', label: 'desk.settings.name' },
    motto: { kind: 'text', label: 'desk.settings.motto', hint: 'desk.settings.motto_hint', optional: true },
    language: { kind: 'select', label: 'desk.settings.language', hint: 'desk.settings.language_hint', options: languageOptions(messages()), width: 'half' },
    imprint: { kind: 'textarea', label: 'desk.settings.imprint', hint: 'desk.settings.imprint_hint', optional: true, rows: 2 },
    licence: { kind: 'select', label: 'exports.licence', hint: 'exports.licence_hint', options: licences.map(({ key, name }) => ({ value: key, text: name })) },
    hidden: { kind: 'checkbox', label: 'desk.settings.hidden', hint: 'desk.settings.hidden_hint' },
    why: whyField,
  },
});

const removeForm = defineForm({
  name: 'remove-example',
  schema: z.object({ sure: z.boolean().refine((sure) => sure, 'desk.example.not_sure') }),
  fields: { sure: { kind: 'checkbox', label: 'desk.example.sure' } },
});

/** The paper's name and imprint; the example and its end. */
export const settingsPages: Pages = (app) => {
  app.on(['GET', 'POST'], routes.desk.settings.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changePaper);
    const { db } = desk.house;
    const example = await exampleState(db.read);
    const stored = async (): Promise<{ values: Tree; version: string }> => {
      const { paper, version } = await loadPaper(db.read);
      return { values: toTree(paper) as Tree, version: String(version) };
    };
    return handleForm(c, paperForm, {
      initial: async () => {
        const { values, version } = await stored();
        return fresh(values, { version });
      },
      render: (state) => (
        <DeskPage title={t('desk.settings.title')} noindex crumbs={[{ label: t('desk.home.title'), href: routes.desk.home() }, { label: t('desk.settings.title') }]}>
          <h2>{t('desk.settings.paper')}</h2>
          <Form form={paperForm} state={state} submit="desk.save" cancel={routes.desk.home()} />
          {example === 'loaded' ? (
            <section class="panel" aria-labelledby="example">
              <h2 id="example">{t('desk.example.title')}</h2>
              <p>{t('desk.example.lead')}</p>
              <p>
                <a class="button" href={routes.desk.removeExample()}>
                  {t('desk.example.remove')}
                </a>
              </p>
            </section>
          ) : null}
        </DeskPage>
      ),
      submit: async ({ why, ...to }, { version }) => {
        await run(desk.house, changePaper, desk.principal, { version: version ?? '', to }, why);
        return routes.desk.settings();
      },
      current: stored,
    });
  });

  app.on(['GET', 'POST'], routes.desk.removeExample.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, removeExample);
    if ((await exampleState(desk.house.db.read)) !== 'loaded') throw new AppError('gone');
    return handleForm(c, removeForm, {
      render: (state) => (
        <DeskPage title={t('desk.example.remove')} noindex crumbs={[{ label: t('desk.settings.title'), href: routes.desk.settings() }, { label: t('desk.example.remove') }]}>
          <Notice kind="warning" title={t('desk.example.warning')}>
            <p>{t('desk.example.warning_lead')}</p>
          </Notice>
          <Form form={removeForm} state={state} submit="desk.example.remove" cancel={routes.desk.settings()} />
        </DeskPage>
      ),
      submit: async () => {
        await run(desk.house, removeExample, desk.principal, {});
        return routes.desk.home();
      },
    });
  });
};
