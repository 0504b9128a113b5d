import type { Node } from 'prosemirror-model';
import { z } from 'zod';
import { articleForm } from '../model/form.ts';
import { readDocument, type DocumentJson } from '../model/schema.ts';

/** A document in ProseMirror's JSON, of limited size. */
export const docSchema = z
  .custom<DocumentJson>((value) => typeof value === 'object' && value !== null, 'documents.error.doc.bad')
  .transform((json, context): Node => {
    try {
      const doc = readDocument(json);
      if (doc.nodeSize <= 1_000_000) return doc;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    context.addIssue({ code: 'custom', message: 'documents.error.doc.bad' });
    return z.NEVER;
  });

/** What the editor sends: the text, and the data of the form. */
export const contentSchema = z.object({
  doc: docSchema,
  byline: articleForm.shape.byline,
  language: articleForm.shape.language,
  cases: articleForm.shape.cases,
});
