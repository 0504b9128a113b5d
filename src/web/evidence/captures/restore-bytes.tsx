import { z } from 'zod';
import { restoreBytes } from '../../../evidence/package/restore-bytes.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { findCapture, captureCrumbs } from './captures.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';

const restoreForm = defineForm({
  name: 'restore',
  schema: z.object({ file: z.instanceof(File, { message: 'evidence.restore.none' }) }),
  fields: { file: { kind: 'file', label: 'evidence.restore.file', hint: 'evidence.restore.file_hint' } },
  limit: 200 * 1024 * 1024,
});

/** The form that restores missing or altered bytes of a capture from an upload of the original bytes. */
export const restorePages: Pages = (web) => {
  formPage(web, routes.desk.captureRestore, {
    operation: restoreBytes,
    load: ({ db, params }) => findCapture(db, params),
    form: restoreForm,
    title: 'evidence.restore.title',
    crumbs: ({ t, params }) => captureCrumbs(t, params),
    lead: 'evidence.restore.lead',
    save: 'evidence.restore.submit',
    home: ({ params }) => routes.desk.capture(params),
    submit: async ({ file }, { run, params }) =>
      run(restoreBytes, {
        capture: `capture/${params.capture}`,
        bytes: new Uint8Array(await file.arrayBuffer()),
      }),
  });
};
