import type { Reader } from '../../platform/database/tx.ts';
import { loadFacts, type PropertyView } from '../../record/views/facts.ts';
import { compareEdtf } from '../../record/values/edtf/edtf-compare.ts';
import { isEdtf } from '../../record/values/edtf/edtf.ts';
import { compareTerms, type VocabularyKey } from '../../record/vocabulary/terms.ts';
import { caseAt, caseOfClaim } from './cases.ts';
import { partsOnRecord, type CasePart } from './load-draft.ts';
import type { Content, Part } from './schema.ts';

/** The properties that distinguish parts of a kind: their type and their date. */
const distinguishing: Record<Part['kind'], { sort: string; list: VocabularyKey | null; dates: readonly string[] }> = {
  event: { sort: 'event-type', list: 'event-type', dates: ['date'] },
  proceeding: { sort: 'proceeding-kind', list: 'proceeding-kind', dates: ['filed', 'opened'] },
  order: { sort: 'order-kind', list: 'order-kind', dates: ['date'] },
  charge: { sort: 'charged', list: null, dates: ['date'] },
  hearing: { sort: 'hearing-time', list: null, dates: ['hearing-time'] },
};

type RecordPart = CasePart & { facts: readonly PropertyView[] };

/**
 * Finds the events, proceedings and orders of a draft that its cases already have, and sets their `use`: parts of the
 * same type with compatible dates. If there is one match, it is used. If there are several, the editor chooses (null).
 * Without a match, the part is new. A part of another of the draft's cases matches only if it also has a target in
 * common.
 * @param toMatch the parts to match; by default all
 */
export async function matchParts(
  db: Reader,
  content: Content,
  toMatch: readonly Part[] = content.parts,
): Promise<void> {
  const recorded = toMatch.length ? await recordPartsIn(db, content) : [];
  for (const part of toMatch) {
    const own = caseAt(content, part.case ?? '').use;
    const fits = recorded.filter((one) => one.kind === part.kind && agrees(content, part, one.facts));
    const inOwn = fits.filter(({ inCase }) => inCase === own);
    const found = inOwn.length ? inOwn : fits.filter(({ facts }) => sharesTarget(content, part, facts));
    part.use = found.length === 0 ? 'new' : found.length === 1 ? found[0]!.ref : null;
  }
  // Two parts of the draft are never silently matched with the same part of a case.
  const { parts } = content;
  const twice = toMatch.filter(
    ({ key, use }) => use?.includes('/') && parts.some((one) => one.key !== key && one.use === use),
  );
  for (const part of twice) part.use = null;
}

/** Matches the parts that were moved to another case, and new copies. A part that someone has just added is new. */
export async function matchMovedParts(db: Reader, before: Content, content: Content): Promise<void> {
  const refIn = (of: Content, { case: key }: Part): string | null => caseAt(of, key ?? '').use;
  const moved = content.parts.filter((part) => {
    const was = before.parts.find(({ key }) => key === part.key);
    return was ? refIn(before, was) !== refIn(content, part) : part.copyOf !== undefined;
  });
  await matchParts(db, content, moved);
  if (moved.length) content.revs.parts++;
}

/** The parts of the draft's cases on record, with what the record says about them. */
async function recordPartsIn(db: Reader, content: Content): Promise<RecordPart[]> {
  const found = await partsOnRecord(db, content);
  const facts = await loadFacts(
    db,
    found.map(({ id }) => id),
    'desk',
    { all: true },
  );
  return found.map((part) => ({ ...part, facts: facts.get(part.id) ?? [] }));
}

/** What the draft's claims say about a part in its case. */
function saidOf(content: Content, part: Part, property: string): unknown[] {
  const subject = `#${part.copyOf ?? part.key}`;
  return content.claims.flatMap((claim) =>
    claim.decision === 'skipped' || (part.case && caseOfClaim(content, claim).key !== part.case)
      ? []
      : claim.statements.flatMap((one) => (one.subject === subject && one.property === property ? [one.value] : [])),
  );
}

function sharesTarget(content: Content, part: Part, facts: readonly PropertyView[]): boolean {
  const recorded = facts.find(({ property }) => property === 'target')?.values ?? [];
  return saidOf(content, part, 'target').some((value) => {
    const ref = content.cast.find(({ key }) => `#${key}` === value)?.use ?? value;
    return typeof ref === 'string' && recorded.some(({ thing }) => thing?.ref === ref);
  });
}

/** The day of a date in court, whatever its time; any other value unchanged. */
const dayOr = (value: unknown): unknown =>
  value && typeof value === 'object' && 'at' in value ? String(value.at).slice(0, 10) : value;

function agrees(content: Content, part: Part, facts: readonly PropertyView[]): boolean {
  const { sort, list, dates } = distinguishing[part.kind];
  const said = (property: string): unknown[] => saidOf(content, part, property).map(dayOr);
  const recorded = (property: string): unknown[] =>
    facts.find((one) => one.property === property)?.values.map(({ value }) => dayOr(value)) ?? [];
  const [mine, theirs] = [said(sort), recorded(sort)];
  const same = mine.some((one) =>
    theirs.some(
      (other) =>
        typeof one === 'string' &&
        typeof other === 'string' &&
        (list ? compareTerms(list, one, other) !== 'conflicts' : one === other),
    ),
  );
  if (!same) return false;
  return dates.every((property) => {
    const [ours, others] = [said(property), recorded(property)].map((values) =>
      values.filter((one): one is string => typeof one === 'string' && isEdtf(one)),
    );
    return (
      !ours!.length ||
      !others!.length ||
      ours!.some((one) => others!.some((other) => compareEdtf(one, other) !== 'conflicts'))
    );
  });
}
