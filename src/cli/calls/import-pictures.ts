import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import { importPicture } from '../../exchange/round-trip/import-picture.ts';
import { readPictures, type Pictured } from '../../exchange/round-trip/read-pictures.ts';
import { defineCall } from './call.ts';

/**
 * Imports exported pictures. The input has only the path, because the server is on the same machine, and reads the file
 * itself, one picture at a time. The whole file is checked before the first picture is imported.
 */
export const importPictures = defineCall({
  input: z.object({ path: z.string().min(1) }),
  async run({ app, principal, input: { path }, why, signal, progress }) {
    let total = 0;
    for await (const one of readPictures(path)) {
      if (signal.aborted) throw new AppError('cancelled');
      if ('line' in one) total += 1;
    }
    const done = { paper: '', made: 0, known: 0, used: 0 };
    let record = '';
    for await (const one of readPictures(path)) {
      if (signal.aborted) throw new AppError('cancelled');
      if (!('line' in one)) {
        [record, done.paper] = [one.record, one.paper];
        continue;
      }
      progress({ phase: 'cli.progress.filing', done: done.made + done.known, total });
      const { bytes: _, ...line } = one.line;
      const imported = await run(app, importPicture, principal, { record, line, bytes: one.bytes }, why).catch(
        (error: unknown) => {
          throw atLine(error, one, done.made);
        },
      );
      done[imported.known ? 'known' : 'made'] += 1;
      if (imported.pictureOf.length) done.used += 1;
    }
    return done;
  },
});

/** Adds to an error the line of the picture, and the number of pictures that were imported before it. */
function atLine(error: unknown, { name }: Pictured, made: number): unknown {
  if (!(error instanceof AppError) || error.code === 'cancelled') return error;
  const fields = error.fields.length
    ? error.fields.map((field) => ({ ...field, path: `${name}.${field.path}` }))
    : [{ path: name, message: `errors.${error.code}`, params: error.details }];
  return new AppError('invalid_input', {
    cause: error,
    fields: [...fields, { path: name, message: 'cli.import.pictures_stopped', params: { count: made } }],
  });
}
