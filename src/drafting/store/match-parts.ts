import type { Reader } from '../../platform/database/tx.ts';
import { parseRef, findThing } from '../../record/refs.ts';
import { loadFacts, type PropertyView } from '../../record/views/facts.ts';
import { compareEdtf } from '../../record/values/edtf/edtf-compare.ts';
import { isEdtf } from '../../record/values/edtf/edtf.ts';
import { compareTerms, type VocabularyKey } from '../../record/vocabulary/terms.ts';
import { partsOfCase } from './load-draft.ts';
import type { Content, Part } from './schema.ts';

/** The properties that distinguish parts of a kind: their type and their date. */
const telling: Record<Part['kind'], { sort: string; list: VocabularyKey | null; dates: readonly string[] }> = {
  event: { sort: 'event-type', list: 'event-type', dates: ['date'] },
  proceeding: { sort: 'proceeding-kind', list: 'proceeding-kind', dates: ['filed', 'opened'] },
  order: { sort: 'order-kind', list: 'order-kind', dates: ['date'] },
  charge: { sort: 'charged', list: null, dates: ['date'] },
  hearing: { sort: 'hearing-time', list: null, dates: ['hearing-time'] },
};

/**
 * Finds the events, proceedings and orders of a draft that the case already has: parts of the same type with compatible
 * dates. If there is one match, it is used. If there are several, the editor chooses (null). Without a match, the part
 * is new.
 */
export async function matchParts(
  db: Reader,
  content: Content,
  caseRef: string,
): Promise<Record<string, string | null>> {
  const there = await partsOfCase(db, caseRef);
  const things = await Promise.all(
    there.map(async (part) => {
      const { kind, number } = parseRef(part.ref)!;
      return { ...part, id: (await findThing(db, kind, number))?.id ?? 0 };
    }),
  );
  const facts = await loadFacts(
    db,
    things.map((one) => one.id),
    'desk',
    { all: true },
  );
  const uses: Record<string, string | null> = {};
  for (const part of content.parts) {
    const fits = things.filter((one) => one.kind === part.kind && agrees(content, part, facts.get(one.id) ?? []));
    uses[part.key] = fits.length === 0 ? 'new' : fits.length === 1 ? fits[0]!.ref : null;
  }
  // Two parts of the draft are never silently matched with the same part of the case.
  for (const [key, use] of Object.entries(uses))
    if (use?.includes('/') && Object.entries(uses).some(([other, same]) => other !== key && same === use))
      uses[key] = null;
  return uses;
}

/** The day of a date in court, whatever its time; any other value unchanged. */
const dayOr = (value: unknown): unknown =>
  value && typeof value === 'object' && 'at' in value ? String(value.at).slice(0, 10) : value;

function agrees(content: Content, part: Part, facts: readonly PropertyView[]): boolean {
  const { sort, list, dates } = telling[part.kind];
  const said = (property: string): unknown[] =>
    content.claims.flatMap((claim) =>
      claim.statements.flatMap((one) =>
        one.subject === `#${part.key}` && one.property === property ? [dayOr(one.value)] : [],
      ),
    );
  const held = (property: string): unknown[] =>
    facts.find((one) => one.property === property)?.values.map(({ value }) => dayOr(value)) ?? [];
  const [mine, theirs] = [said(sort), held(sort)];
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
    const [ours, others] = [said(property), held(property)].map((values) =>
      values.filter((one): one is string => typeof one === 'string' && isEdtf(one)),
    );
    return (
      !ours!.length ||
      !others!.length ||
      ours!.some((one) => others!.some((other) => compareEdtf(one, other) !== 'conflicts'))
    );
  });
}
