import { z } from 'zod';
import { notePersonExport } from '../../../accounts/security-log/note-export.ts';
import { personZip } from '../../../exchange/person/person-zip.ts';
import { AppError } from '../../../platform/errors.ts';
import { interfaceLanguage, messages } from '../../../platform/messages/messages.ts';
import { redactPermission } from '../../../record/protection/redact.ts';
import { isPerson } from '../../../record/protection/redaction-words.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { sendStream } from '../../kit/stream.ts';
import { hostOf } from '../../exchange/export/export-files-page.ts';
import { addressOfThing } from '../components/of-record.ts';
import { valueWords } from '../show/words.ts';
import { actionPage, actionRoute, loadActionTarget } from './act-page.tsx';

const form = defineForm({ name: 'export-person', schema: z.object({}), fields: {} });

/** Exports what is stored about a person, to give it to them. */
export const exportPersonPages: Pages = (web) => {
  formPage(web, actionRoute('export'), {
    ...actionPage('export'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      if (!(await isPerson(at.db, target.thing))) throw new AppError('not_found');
      if (target.thing.visibility === 'sealed') throw new AppError('sealed');
      return target;
    },
    operation: redactPermission,
    form,
    save: 'record.desk.export.submit',
    body: (drawn, { t }) => (
      <div class="flow text">
        <p>{t('record.desk.export.has')}</p>
        <p>{t('record.desk.export.left')}</p>
        <p>{t('record.desk.export.check')}</p>
        {drawn}
      </div>
    ),
    submit: async (_, { c, app, db, paper, run, view: { thing } }) => {
      await run(notePersonExport, {});
      const of = {
        db,
        thing,
        t: messages(interfaceLanguage(paper)),
        links: addressOfThing,
        address: hostOf(c),
        valueWords,
      };
      return sendStream(c, personZip(app, of, paper.name), {
        'Content-Type': 'application/zip',
        'Content-Disposition': `attachment; filename="about-person-${thing.number}.zip"`,
        'Cache-Control': 'no-store',
      });
    },
  });
};
