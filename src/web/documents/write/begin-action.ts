import { saveDocument } from '../../../documents/save-document.ts';
import { readBody } from '../../kit/api/body.ts';
import type { Ctx } from '../../kit/context.ts';
import { atDesk, requirePermission } from '../../kit/desk/who.ts';
import { checkToken, tokenHeader } from '../../kit/middleware/same-site.ts';

/** Checks a request of the editor, and returns its sender, the article and the body. */
export async function begin(c: Ctx, pattern: { read(params: Record<string, string>): { number: number | string } }) {
  const desk = await atDesk(c);
  requirePermission(desk, saveDocument);
  await checkToken(c, c.req.header(tokenHeader));
  const number = Number(pattern.read(c.req.param() as Record<string, string>).number);
  return { desk, db: desk.app.db.read, number, article: `article/${number}`, body: await readBody(c) };
}
