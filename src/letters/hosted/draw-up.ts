import { sql } from 'kysely';
import { compareDocument, forPage, type CompareLimits } from '../../documents/agreement/compare-cited.ts';
import { Comparisons } from '../../documents/agreement/comparisons.ts';
import { checkArticle, type ArticleCheck } from '../../documents/checks/check-article.ts';
import { loadContext } from '../../documents/checks/load-context.ts';
import { readDocument, type DocumentJson } from '../../documents/model/schema.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { languageName } from '../../record/vocabulary/languages.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { canonicalJson } from '../statement/canonical.ts';
import { textOf, type LetterContent } from './content.ts';

/** The current texts of a letter: its document and the translations, the letter's own language first. */
export async function textsOfLetter(
  db: Reader,
  documentId: number,
): Promise<{ article: number; language: string; headline: string; doc: DocumentJson; bylines: string[] }[]> {
  const { rows } = await sql<{
    number: number;
    language: string;
    headline: string;
    doc: DocumentJson;
    byline_names: string[];
  }>`
    select t.number, r.language, r.headline, r.doc, r.byline_names from document d join revision r on r.id = d.revision_id join thing t on t.id = d.id
    where (d.id = ${documentId} or d.id in (select document_id from translation where original_id = ${documentId})) and t.withdrawn_at is null and t.redacted_at is null
    order by d.id <> ${documentId}, r.language, d.id`.execute(db);
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    if (seen.has(row.language)) return [];
    seen.add(row.language);
    return [
      {
        article: Number(row.number),
        language: row.language,
        headline: row.headline,
        doc: row.doc,
        bylines: row.byline_names,
      },
    ];
  });
}

/** A reason why a letter cannot be opened for signatures. */
export type Obstacle = {
  message: string;
  params?: Record<string, string | number>;
  /** The number of the text in which the obstacle is. */ article?: number;
};
/** An obstacle in words. */
export const obstacleText = (t: Translate, { message, params }: Obstacle): string =>
  t(message, {
    ...params,
    ...(params?.language !== undefined && { language: languageName(String(params.language), t.locale) }),
  });

export type DraftedVersion = {
  content: LetterContent;
  docs: Record<string, DocumentJson>;
  /** A hash of everything that readers will see: the signed content, the texts with their citations, and the host. */
  digest: string;
  /** The result of `hostDigestOf`. The API calls it `beside`. */
  hostDigest: string;
  obstacles: Obstacle[];
  /** The checks of each text, with the language of the text. */
  checks: { article: number; language: string; check: ArticleCheck }[];
};

/** The current addressees and demands, which people sign together with the texts. */
export async function saidBesides(db: Reader, letter: number): Promise<Pick<LetterContent, 'addressees' | 'demands'>> {
  const addressees = await db
    .selectFrom('letter_addressee')
    .select(['name', 'office', 'salutation'])
    .where('letter_id', '=', letter)
    .orderBy('position')
    .execute();
  const demands = await db
    .selectFrom('letter_demand')
    .select('texts')
    .where('letter_id', '=', letter)
    .orderBy('position')
    .execute();
  return { addressees, demands: demands.map((one, index) => ({ number: index + 1, texts: one.texts })) };
}

/**
 * A hash of the only text that readers see and that can change without a new version of the letter: the host's name.
 */
export async function hostDigestOf(db: Reader, { host_id }: { host_id: number | null }): Promise<string> {
  const host = host_id === null ? undefined : (await loadBriefs(db, [host_id], 'desk')).get(host_id);
  return sha256Hex(host?.title ?? '');
}

/** Locks the host of a letter, so that no one can rename the host until the transaction ends. */
export const lockHost = (tx: Tx, { host_id }: { host_id: number | null }): Promise<unknown> =>
  sql`select from thing t join thing h on t.id in (h.id, h.merged_into) where h.id = ${host_id} order by t.id for share of t`.execute(
    tx,
  );

/**
 * Compares the sentences of a letter's texts with the claims they cite. This is slow, so never do it in a transaction.
 */
export async function compareLetter(
  db: Reader,
  letter: { document_id: number | null },
  limits: CompareLimits = forPage,
): Promise<Comparisons> {
  const compared: Comparisons[] = [];
  for (const { language, doc } of await textsOfLetter(db, letter.document_id!)) {
    compared.push(await compareDocument(db, readDocument(doc), language, limits));
  }
  return Comparisons.together(compared);
}

/**
 * The content of the next version of a letter, and the reasons why it cannot be signed yet.
 * @param comparisons the results of `compareLetter`
 * @throws AppError `conflict` if a text or a claim was changed since the comparison
 */
export async function drawUpVersion(
  db: Reader,
  letter: { id: number; document_id: number | null; host_id: number | null },
  comparisons: Comparisons,
): Promise<DraftedVersion> {
  const texts = await textsOfLetter(db, letter.document_id!);
  const { addressees, demands } = await saidBesides(db, letter.id);
  const obstacles: Obstacle[] = [];
  const checks: DraftedVersion['checks'] = [];
  const content: LetterContent = { texts: [], addressees, demands };
  if (addressees.length === 0) obstacles.push({ message: 'letters.obstacle.addressees' });
  for (const { article, language, doc, bylines } of texts) {
    const { text, foreign } = textOf(language, doc);
    content.texts.push(text);
    if (!text.blocks.some((block) => block.type !== 'headline' && block.text))
      obstacles.push({ article, message: 'letters.obstacle.empty', params: { language } });
    if (foreign.length) obstacles.push({ article, message: 'letters.obstacle.blocks', params: { language } });
    const node = readDocument(doc);
    const check = checkArticle(
      node,
      await loadContext(db, node, { byline: bylines, language, letter: true }),
      comparisons,
    );
    if (check.agreement.not.changed) throw new AppError('conflict');
    checks.push({ article, language, check });
    if (check.blocking)
      obstacles.push({ article, message: 'letters.obstacle.checks', params: { language, count: check.blocking } });
    const missing = content.demands.filter((demand) => !demand.texts[language]).map((demand) => demand.number);
    if (missing.length)
      obstacles.push({ message: 'letters.obstacle.demands', params: { language, numbers: missing.join(', ') } });
  }
  const docs = Object.fromEntries(texts.map(({ language, doc }) => [language, doc]));
  const hostDigest = await hostDigestOf(db, letter);
  return {
    content,
    docs,
    digest: sha256Hex(canonicalJson({ content, docs, beside: hostDigest })),
    hostDigest,
    obstacles,
    checks,
  };
}
