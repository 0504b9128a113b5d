import type { Node } from 'prosemirror-model';
import { sentencesOf } from '../../../documents/model/sentences.ts';
import { loadWorkingCopy } from '../../../documents/working/load-copy.ts';
import { adviseOn, type Advice } from '../../../law/advice/advise.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import type { Ctx } from '../../kit/context.ts';
import { hideAddress } from '../../kit/middleware/headers.ts';
import { permissionsOnFile } from '../../../requests/permissions/on-file.ts';
import { todayOf } from '../public/law.tsx';
import type { Desk } from '../../kit/desk/who.ts';

/** Legal advice on a document, based on the laws of the publication's countries. The response must not be cached. */
export async function adviceOnDocument(c: Ctx, doc: Node, language: string, article: string | null): Promise<Advice> {
  c.header('Cache-Control', 'no-store');
  hideAddress(c);
  const { app, paper } = c.get('deps');
  return adviseOn(app.db.read, {
    sentences: sentencesOf(doc).map(({ id, text }) => ({ id, text })),
    language,
    jurisdictions: paper().jurisdictions,
    day: todayOf(c),
    permissions: await permissionsOnFile(app.db.read, article),
  });
}

/** Legal advice on an article: on this account's unsaved changes if there are any, or else on the last revision. */
export async function loadAdvice(
  c: Ctx,
  desk: Desk,
  number: number,
): Promise<{ id: number; title: string; advice: Advice; unsaved: boolean }> {
  const db = desk.app.db.read;
  const head = await loadHead(db, number);
  const copy = await loadWorkingCopy(db, head.id, desk.principal.accountId ?? 0);
  const advice = await adviceOnDocument(
    c,
    copy?.doc ?? head.doc,
    copy?.language ?? head.form.language,
    `article/${number}`,
  );
  return { id: head.id, title: head.form.headline.text, advice, unsaved: copy !== null };
}
