import type { ChangeSet } from '../../platform/changes.ts';
import { allKinds, findKind } from '../../record/kinds/registry.ts';
import type { CaseContent, CasePart } from './read-cases.ts';
import { isCounted } from '../../record/claims/counted.ts';

type Row = {
  title?: string;
  summary?: string | null;
  wording?: string;
  visibility?: string;
};
type ClaimRow = Row & {
  state: string;
  source_id: number | null;
  chain: { actor_id: number | null; visibility: string }[];
};
type QuestionRow = Row & { raised_by: number | null };

const isOpen = (row: Row): boolean => row.visibility === 'public';

/**
 * The cases that an operation has just created, with all their content except facts. The content comes from the
 * changes, so nothing has to be read from the database. Empty if the operation did anything else than create items.
 */
export function freshCases(set: ChangeSet | undefined): Map<number, CaseContent> {
  const cases = new Map<number, CaseContent>();
  if (!set || set.changes.some((change) => change.action !== 'created')) return cases;
  // For each kind, the column with the id of the item to which items of this kind belong.
  const within = new Map(allKinds().map((kind) => [kind.name as string, kind.within?.column ?? 'case_id']));
  const caseOf = new Map<number, number>();
  const claims = new Map<number, { isPublic: boolean }>();
  const part = (id: number, content: CaseContent, row: Row, isCase = false): void => {
    content.parts.push({
      id,
      isCase,
      title: isCase ? null : row.title!,
      isPublic: content.isPublic && isOpen(row),
      changed: set.at,
      facts: [],
    } satisfies CasePart);
  };
  // Items are created in this order: cases, events, proceedings, charges, orders, hearings, claims, questions. So each
  // item comes before its parts.
  for (const { kind, thingId, after } of set.changes) {
    const row = after as Row;
    const above = (row as unknown as Record<string, number | null>)[within.get(kind) ?? ''];
    const content = cases.get(caseOf.get(above ?? 0) ?? above ?? 0);
    if (kind === 'case') {
      const made: CaseContent = {
        id: thingId,
        title: row.title!,
        summary: row.summary ?? null,
        isPublic: isOpen(row),
        parts: [],
        claims: [],
        questions: [],
        translations: new Map(),
      };
      cases.set(thingId, made);
      part(thingId, made, row, true);
    } else if (!content) continue;
    else if (kind === 'claim') {
      const { state, source_id, chain } = row as ClaimRow;
      const isPublic = content.isPublic && isCounted(state) && isOpen(row);
      const actors = chain.flatMap((link) =>
        link.actor_id === null || link.visibility === 'sealed'
          ? []
          : [{ id: link.actor_id, isPublic: isPublic && link.visibility === 'public' }],
      );
      claims.set(thingId, { isPublic });
      content.claims.push({
        id: thingId,
        wording: row.wording!,
        sourceId: source_id,
        isPublic,
        changed: set.at,
        actors,
      });
    } else if (kind === 'question') {
      const { raised_by } = row as QuestionRow;
      content.questions.push({
        id: thingId,
        wording: row.wording!,
        isPublic: content.isPublic && isOpen(row) && raised_by !== null && claims.get(raised_by)?.isPublic === true,
      });
    } else if (findKind(kind)?.within) {
      caseOf.set(thingId, content.id);
      part(thingId, content, row);
    }
  }
  return cases;
}
