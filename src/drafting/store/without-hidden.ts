import type { Reader } from '../../platform/database/tx.ts';
import { RefResolver } from '../../record/refs.ts';
import type { Content } from './schema.ts';

/**
 * A draft as the person may see it. If an item was chosen that the person may not see, such as a case that is limited
 * to a team, the choice appears as not made yet. A claim or question that was filed as such an item appears as skipped.
 */
export async function withoutHidden(db: Reader, content: Content): Promise<Content> {
  const { cases, cast, works, parts, claims, questions } = content;
  const known = new RefResolver();
  const refs = [...cases, ...cast, ...works, ...parts].flatMap(({ use }) => (use?.includes('/') ? [use] : []));
  await known.look(db, [...refs, ...[...claims, ...questions].flatMap(({ filed }) => filed ?? [])]);
  const isHidden = (ref: string): boolean => ref.includes('/') && known.find(ref, '') === null;
  const chosen = <T extends { use: string | null }>(one: T): T =>
    one.use !== null && isHidden(one.use) ? { ...one, use: null } : one;
  const filed = <T extends { filed: string | null; decision: string }>(one: T): T =>
    one.filed !== null && isHidden(one.filed) ? { ...one, filed: null, decision: 'skipped' } : one;
  return {
    ...content,
    cases: cases.map((one) =>
      one.use !== null && isHidden(one.use) ? { ...one, use: null, title: '', summary: '' } : one,
    ),
    cast: cast.map(chosen),
    works: works.map(chosen),
    parts: parts.map((one) => (one.use !== null && isHidden(one.use) ? { ...one, use: 'new' } : one)),
    claims: claims.map(filed),
    questions: questions.map(filed),
  };
}
