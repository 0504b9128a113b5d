import { z } from 'zod';
import { isLetterText } from '../../../letters/hosted/content.ts';
import { saveDocument } from '../../../documents/save-document.ts';
import { contentSchema } from '../../../documents/working/content.ts';
import { discardWorkingCopy, saveWorkingCopy } from '../../../documents/working/save-working-copy.ts';
import { othersAt } from '../../../documents/working/load-copy.ts';
import { tidyEmbed } from '../../../documents/embeds/registry.ts';
import { sourceAt } from '../../../record/sources/address.ts';
import { loadRound } from '../../../documents/links/load-tries.ts';
import { askToTryLinks } from '../../../documents/links/try-links.ts';
import { embedKinds, type EmbedKind } from '../../../documents/model/schema.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { AppError } from '../../../platform/errors.ts';
import { parseInput, run, runOnJson } from '../../../platform/operation.ts';
import { checkWriting, findPreservedWords } from '../../../publishing/articles/writing.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Picks, pickText } from '../../kit/forms/pick.ts';
import { findByWords, latestThings } from '../../kit/forms/pick-queries.ts';
import { todayOf } from '../../kit/view.tsx';
import { readTypedDate } from '../../kit/words/typed-dates/read-typed-date.ts';
import { routes } from '../../routes.ts';
import { atDesk, requirePermission } from '../../kit/desk/who.ts';
import { claimsToCite } from '../../publishing/articles/queries.ts';
import { readEmbed } from '../embed-ref.ts';
import { begin } from './begin-action.ts';
import { cardOf, checkedOf, heldOf } from './answers.ts';
import { drawAndCheckEmbeds } from './draw-embeds.tsx';
import { changePlace } from './place.tsx';
import type { CaseNamed, SaveResponse } from './wire.ts';

const checkSchema = contentSchema.nullable();
const placeSchema = z.object({
  section: z.string().max(80).optional(),
  tags: z.string().max(2000, 'documents.error.text.long').optional(),
});

/**
 * Converts the input for an embed, such as a name, to a ref.
 * @throws AppError `invalid_input`. If a name fits several items, the error lists them
 */
async function resolveEmbed(
  c: Ctx,
  db: Reader,
  { type, ref, on }: { type: EmbedKind; ref: string; on: string },
): Promise<string> {
  const t = c.get('t');
  const refuse = (path: string, message: string, params?: Record<string, string | number>) =>
    new AppError('invalid_input', { fields: [{ path, message, params }] });
  const day = type === 'provision' && on ? readTypedDate(t, on, { from: todayOf(c), wholeDay: true }) : null;
  if (day && 'message' in day) throw refuse('on', day.message, day.params);
  const picks = new Picks(db, t);
  const read = await readEmbed(picks, 'ref', { type, ref, on: day?.edtf });
  const offered = (picks.offered['ref'] ?? []).map((one) => one.value);
  if (offered.length) throw refuse('ref', 'publishing.articles.embed_which', { items: offered.join('; ') });
  return read ?? ref;
}

/** The requests of the editor to the desk. */
export const writeActions: Pages = (web) => {
  web.post(routes.desk.keepArticle.pattern, async (c) => {
    const { desk, db, number, article, body } = await begin(c, routes.desk.keepArticle);
    await runOnJson(desk.app, saveWorkingCopy, desk.principal, {
      article,
      revision: body.revision,
      version: body.version,
      content: body.content ?? null,
      leaving: body.leaving === true,
    });
    const head = await loadHead(db, number);
    const writing = parseInput(checkSchema, body.check ?? null);
    const found =
      writing &&
      (await checkWriting(db, writing.doc, {
        byline: writing.byline.names,
        language: writing.language,
        letter: await isLetterText(db, head.id),
      }));
    const round = await loadRound(db, head.id, desk.app.now());
    const kept: SaveResponse = {
      others: (await othersAt(db, head.id, desk.principal.accountId ?? 0, desk.app.now())).map((one) => ({
        ...one,
        since: one.since.toISOString(),
      })),
      newer:
        head.version > Number(body.version) && head.revision > Number(body.revision)
          ? { revision: head.revision, by: head.by ?? '' }
          : null,
      checked: found && checkedOf(c.get('t'), found.check, found.claims),
      links: round && { at: (round.doneAt ?? round.askedAt).toISOString(), pending: round.pending },
    };
    return c.json(kept);
  });

  web.post(routes.desk.saveArticle.pattern, async (c) => {
    const { desk, article, body } = await begin(c, routes.desk.saveArticle);
    const saved = await runOnJson(desk.app, saveDocument, desk.principal, {
      ...(body.content as object),
      article,
      version: body.version,
      why: body.why || undefined,
    });
    return c.json({ version: saved.version, revision: (await loadHead(desk.app.db.read, saved.number)).revision });
  });

  web.post(routes.desk.placeInEditor.pattern, async (c) => {
    const { desk, article, body } = await begin(c, routes.desk.placeInEditor);
    await changePlace(desk, article, parseInput(placeSchema, body));
    return c.json({});
  });

  web.post(routes.desk.checkLinks.pattern, async (c) => {
    const { desk, article } = await begin(c, routes.desk.checkLinks);
    await run(desk.app, askToTryLinks, desk.principal, { article });
    return c.json({});
  });

  web.post(routes.desk.dropCopy.pattern, async (c) => {
    const { desk, article } = await begin(c, routes.desk.dropCopy);
    await run(desk.app, discardWorkingCopy, desk.principal, { article });
    return c.json({});
  });

  web.get(routes.desk.citeClaims.pattern, async (c) => {
    const desk = await atDesk(c);
    const url = new URL(c.req.url);
    const cases = url.searchParams
      .getAll('case')
      .filter((one) => /^case\/\d+$/.test(one))
      .slice(0, 50);
    const claims = await claimsToCite(desk.app.db.read, {
      find: url.searchParams.get('q')?.slice(0, 200) ?? '',
      cases,
    });
    return c.json({ claims: claims.slice(0, 20).map((claim) => cardOf(c.get('t'), claim)) });
  });

  web.get(routes.desk.casesNamed.pattern, async (c) => {
    const desk = await atDesk(c);
    requirePermission(desk, saveDocument);
    const db = desk.app.db.read;
    const q = new URL(c.req.url).searchParams.get('q')?.trim().slice(0, 200) ?? '';
    const { exact, near } = q
      ? await findByWords(db, ['case'], q)
      : { exact: [], near: await latestThings(db, ['case'], 8) };
    const named = (brief: Brief): CaseNamed => ({ ref: `case/${brief.number}`, text: pickText(brief) });
    return c.json({
      cases: [...exact, ...near].slice(0, 8).map(named),
      exact: exact.length === 1 ? named(exact[0]!) : null,
    });
  });

  web.post(routes.desk.pastedWords.pattern, async (c) => {
    const { db, body } = await begin(c, routes.desk.pastedWords);
    return c.json({
      held: heldOf(c.get('t'), await findPreservedWords(db, typeof body.text === 'string' ? body.text : '')),
    });
  });

  web.post(routes.desk.embedInArticle.pattern, async (c) => {
    const { db, body } = await begin(c, routes.desk.embedInArticle);
    const {
      kind,
      ref: typed,
      on,
      language,
    } = parseInput(
      z.object({
        kind: z.enum(embedKinds),
        ref: z.string().max(2000),
        on: z.string().max(100).default(''),
        language: z.string().max(35),
      }),
      body,
    );
    const ref = await resolveEmbed(c, db, { type: kind, ref: typed, on });
    // If the user typed the web address of a page, the embed shows the source in the record that has this address.
    const tidy =
      kind === 'source' && /^https?:/i.test(ref.trim()) && tidyEmbed(kind, ref) === null
        ? await sourceAt(db, ref.trim())
        : tidyEmbed(kind, ref);
    if (tidy === null)
      throw new AppError('invalid_input', { fields: [{ path: 'ref', message: `documents.error.embed.${kind}` }] });
    const embed = { kind, ref: tidy };
    const [look] = (await drawAndCheckEmbeds(c, [embed], language)).values();
    if (look!.fault === 'embed-unknown')
      throw new AppError('invalid_input', { fields: [{ path: 'ref', message: `documents.error.embed.${kind}` }] });
    return c.json({ ...embed, ...look!.drawn });
  });
};
