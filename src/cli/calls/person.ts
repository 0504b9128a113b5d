import { z } from 'zod';
import { notePersonExport } from '../../accounts/security-log/note-export.ts';
import { personZip } from '../../exchange/person/person-zip.ts';
import { queryLimit, withQueryLimit } from '../../platform/database/query-limit.ts';
import { AppError } from '../../platform/errors.ts';
import { interfaceLanguage, messages } from '../../platform/messages/messages.ts';
import { run } from '../../platform/operation.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { isPerson } from '../../record/protection/redaction-words.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { downloadQueries } from '../../web/kit/stream.ts';
import { addressOfThing } from '../../web/record/components/of-record.ts';
import { valueWords } from '../../web/record/show/words.ts';
import { defineCall, seenBy } from './call.ts';

/** Sends what is stored about a person, as far as the account sees it. */
export const personExport = defineCall({
  input: z.object({ person: z.string() }),
  async run({ app, principal, input, signal, send, address }) {
    await run(app, notePersonExport, principal, {});
    const limit = { ...queryLimit(), queue: downloadQueries[app.db.kind] };
    return seenBy(app, principal, () =>
      withQueryLimit(limit, async () => {
        const { db } = app;
        const ref = parseRef(input.person);
        const thing = ref?.kind === 'actor' ? await findThing(db.read, ref.kind, ref.number) : null;
        if (!thing || !(await isPerson(db.read, thing)))
          throw new AppError('invalid_input', {
            fields: [{ path: 'REF', message: 'errors.field.ref.unknown', params: { ref: input.person } }],
          });
        if (thing.visibility === 'sealed') throw new AppError('sealed');
        const { publication: paper } = await loadPublication(db.read);
        const of = {
          db: db.read,
          thing,
          t: messages(interfaceLanguage(paper)),
          links: addressOfThing,
          address,
          valueWords,
        };
        let bytes = 0;
        for await (const chunk of personZip(app, of, paper.name)) {
          if (signal.aborted) throw new AppError('cancelled');
          await send(chunk);
          bytes += chunk.byteLength;
        }
        return { bytes };
      }),
    );
  },
});
