import { z } from 'zod';
import { restoreBytes } from '../../../evidence/package/restore-bytes.ts';
import { run } from '../../../platform/operation.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { captureCrumbs, findCapture } from './captures.tsx';

const restoreForm = defineForm({
  name: 'restore',
  schema: z.object({ file: z.instanceof(File, { message: 'evidence.restore.none' }) }),
  fields: { file: { kind: 'file', label: 'evidence.restore.file', hint: 'evidence.restore.file_hint' } },
  limit: 200 * 1024 * 1024,
});

/** Bytes that were lost or altered where they stand are brought back by whoever has them. */
export const restorePages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.captureRestore.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, restoreBytes);
    const t = c.get('t');
    const at = routes.desk.captureRestore.read(c.req.param());
    await findCapture(desk.app.db.read, at);
    const title = t('evidence.restore.title');
    return handleForm(c, restoreForm, {
      initial: () => fresh({}),
      render: (state) => (
        <DeskPage title={title} noindex crumbs={captureCrumbs(t, at, title)}>
          <p class="lead">{t('evidence.restore.lead')}</p>
          <Form form={restoreForm} state={state} submit="evidence.restore.submit" cancel={routes.desk.capture(at)} />
        </DeskPage>
      ),
      submit: async ({ file }) => {
        await run(desk.app, restoreBytes, desk.principal, {
          capture: `capture/${at.capture}`,
          bytes: new Uint8Array(await file.arrayBuffer()),
        });
        return routes.desk.capture(at);
      },
    });
  });
};
