import type { Node } from 'prosemirror-model';
import { z } from 'zod';
import { articleForm } from '../model/form.ts';
import { sentencesOf } from '../model/sentences.ts';
import { readDocument, type DocumentJson } from '../model/schema.ts';

/**
 * Limits for the characters and sentences of an article, and for the characters of a sentence. They are needed because
 * the checks read the text many times.
 */
export const textLimits = { article: 300_000, sentences: 5000, sentence: 4000 };
/** The maximum number of positions. ProseMirror counts each character, and the start and end of each block. */
const maxPositions = 2 * textLimits.article;

/** A document in ProseMirror's JSON, of limited size. */
export const docSchema = z
  .custom<DocumentJson>((value) => typeof value === 'object' && value !== null, 'documents.error.doc.bad')
  .transform((json, context): Node => {
    const fault = (code: 'bad' | 'long' | 'sentence_long') => {
      context.addIssue({ code: 'custom', message: `documents.error.doc.${code}` });
      return z.NEVER;
    };
    let doc: Node;
    try {
      doc = readDocument(json);
    } catch {
      // ProseMirror's errors for JSON of another form are of several classes.
      return fault('bad');
    }
    if (doc.nodeSize > maxPositions || doc.textContent.length > textLimits.article) return fault('long');
    const sentences = sentencesOf(doc);
    if (sentences.length > textLimits.sentences) return fault('long');
    return sentences.every(({ text }) => text.length <= textLimits.sentence) ? doc : fault('sentence_long');
  });

/** What the editor sends: the text, and the data of the form. */
export const contentSchema = z.object({
  doc: docSchema,
  byline: articleForm.shape.byline,
  language: articleForm.shape.language,
  cases: articleForm.shape.cases,
});
