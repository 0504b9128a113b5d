import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { articleForm } from '../../documents/model/form.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { allocate, createThings } from '../../record/things.ts';
import { hostedInput, languageSchema } from './schema.ts';
import { namedByHosted, forHistory, writeParts } from './write-hosted.ts';

/**
 * Starts a letter that is to be signed here. Its text is a separate document. It is written in the editor like an
 * article, but never published as one. Translations of this document are the letter in other languages.
 * @throws AppError `invalid_input` by field
 */
export const beginLetter = defineOperation({
  name: 'letters.beginLetter',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    title: z.string().trim().min(1, 'errors.field.title.missing').max(300, 'errors.field.text.long'),
    language: languageSchema,
    /** The text of the letter. If left out, the text has only the title. */
    text: articleForm.optional(),
    letter: hostedInput.prefault({}),
  }),
  async write(writing) {
    const { tx, input, at, change } = writing;
    const known = await namedByHosted(tx, input.letter);
    const form =
      input.text ??
      articleForm.parse({ headline: { text: input.title, kind: 'connective', whole: true }, language: input.language });
    const [text] = await createArticles.write({ ...writing, input: { articles: [form] } });
    const document = await findThing(tx, 'article', parseRef(text!.article)!.number);
    if (!document) throw new AppError('not_found');
    const [thing] = await allocate(tx, 'letter', 1);
    await createThings(tx, [{ ...thing!, visibility: 'desk' }], at, false);
    const { deadline = null, embargo = null, order } = input.letter;
    await tx
      .insertInto('letter')
      .values({
        id: thing!.id,
        sort: 'hosted',
        title: input.title,
        language: form.language,
        source_id: null,
        stage: 'drafting',
        document_id: document.id,
        host_id: known.host,
        deadline,
        embargo,
        signature_order: order,
        version_id: null,
        opened_at: null,
        published_at: null,
        closed_at: null,
      })
      .execute();
    await writeParts(tx, thing!.id, input.letter, known, at);
    change({
      kind: 'letter',
      thingId: thing!.id,
      action: 'created',
      before: null,
      after: { title: input.title, language: form.language, text: text!.article, ...forHistory(input.letter) },
    });
    return { letter: `letter/${thing!.number}`, number: thing!.number, text: text!.article };
  },
});
