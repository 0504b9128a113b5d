import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation, parseInput } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { file, type Filed } from '../../record/filing/file.ts';
import { filingInput, sourceInput } from '../../record/filing/schema.ts';
import { changeSource } from '../../record/sources/change-source.ts';
import { caseOfClaim, caseOfQuestion } from './cases.ts';
import type { Content } from './schema.ts';
import { withoutHidden } from './without-hidden.ts';
import { takeDraft } from './save-draft.ts';
import { toFiling, type Filing, type From } from './to-filing.ts';
import { undecidedIn } from './tables.ts';

/** `cases`: the cases to which something was filed. */
export type FiledDraft = { filed: Filed; cases: string[]; claims: string[]; questions: string[] };

/** The place in the draft that a validation error of the filing refers to, such as `claim:c3.wording`. */
export const placeOf = (from: From, path: string): string => `${from.of}${'key' in from ? `:${from.key}` : ''}.${path}`;

/**
 * Files the accepted parts of a draft and the description of its source in one transaction: claims with their
 * attribution and statements, questions, and all new items that these name (actors, sources, a case and its parts).
 * Filed parts keep their ref in the draft. More parts can be accepted and filed later.
 * @throws AppError `conflict` if the draft was changed since `version`; `invalid_input` with places in the draft
 * (`placeOf`)
 */
export const fileDraft = defineOperation({
  name: 'drafting.fileDraft',
  permission: filing,
  input: z.object({
    draft: z.number().int().positive(),
    version: z.coerce.number().int(),
    /** Whether the contributor has compared the claims with the page that they accepted one by one. */
    checked: z.boolean(),
  }),
  async write(writing): Promise<FiledDraft> {
    const { tx, input, principal, at, change } = writing;
    const draft = await takeDraft(tx, input.draft);
    if (draft.version !== input.version) throw new AppError('conflict');
    const source = await sourceOf(tx, draft.capture.source_id);
    const made = toFiling(await withoutHidden(tx, draft.content), {
      capture: `capture/${draft.capture.number}`,
      source: source.ref,
      checked: input.checked,
    });
    if (made.problems.length)
      throw new AppError('invalid_input', {
        fields: made.problems.map(({ from, path, message, params }) => ({
          path: placeOf(from, path),
          message,
          params,
        })),
      });

    const filed = await inDraft(made, async () =>
      file.write({ ...writing, input: parseInput(filingInput, made.filing) }),
    );
    const refs = refsOf(made, filed);
    await describeSource(
      writing,
      source,
      draft.content,
      made.publisher && (refs.get(made.publisher) ?? made.publisher),
    );

    const content = afterFiling(draft.content, refs);
    await tx
      .updateTable('draft')
      .set({
        content: JSON.stringify(content),
        undecided: undecidedIn(content),
        version: draft.version + 1,
        state: 'filed',
        filed_at: at,
        changed_by: principal.accountId,
        changed_at: at,
      })
      .where('id', '=', draft.id)
      .execute();
    change({
      kind: 'draft',
      thingId: draft.id,
      action: 'changed',
      before: { state: draft.state },
      after: { state: 'filed', claims: filed.claims },
    });
    return { filed, cases: casesOf(made, refs), claims: filed.claims, questions: filed.questions };
  },
});

type SourceRow = {
  ref: string;
  id: number;
  version: number;
  visibility: string;
  row: {
    kind: string;
    title: string;
    publisher: string | null;
    published: string | null;
    language: string | null;
    note: string | null;
  };
  addresses: string[];
  derivedFrom: { origin: string; kind: string; basis: string | null }[];
};

async function sourceOf(tx: Tx, sourceId: number): Promise<SourceRow> {
  const named = await tx
    .selectFrom('thing')
    .select(['id', 'merged_into'])
    .where('id', '=', sourceId)
    .executeTakeFirstOrThrow();
  const id = named.merged_into ?? named.id;
  const thing = await tx.selectFrom('thing').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const row = await tx
    .selectFrom('source')
    .leftJoin('thing', 'thing.id', 'source.publisher_id')
    .select([
      'source.kind',
      'source.title',
      'source.published',
      'source.language',
      'source.note',
      'thing.number as publisher',
    ])
    .where('source.id', '=', id)
    .executeTakeFirstOrThrow();
  const addresses = await tx
    .selectFrom('source_address')
    .select('url')
    .where('source_id', '=', id)
    .orderBy('url')
    .execute();
  const origins = await tx
    .selectFrom('derivation')
    .innerJoin('thing', 'thing.id', 'derivation.origin_id')
    .select(['thing.number', 'derivation.kind', 'derivation.basis'])
    .where('source_id', '=', id)
    .execute();
  return {
    ref: `source/${thing.number}`,
    id,
    version: thing.version,
    visibility: thing.visibility,
    row: { ...row, publisher: row.publisher === null ? null : `actor/${row.publisher}` },
    addresses: addresses.map((one) => one.url),
    derivedFrom: origins.map((one) => ({ origin: `source/${one.number}`, kind: one.kind, basis: one.basis })),
  };
}

/** Updates the source's description if a contributor changed it. */
async function describeSource(
  writing: Parameters<typeof fileDraft.write>[0],
  source: SourceRow,
  content: Content,
  publisher: string | undefined,
): Promise<void> {
  const { source: edited } = content;
  // A source that is already public stays public.
  const visibility = source.visibility === 'public' ? 'public' : (edited.visibility ?? content.visibility);
  const to = {
    kind: edited.kind,
    title: edited.title || source.row.title,
    publisher: publisher ?? undefined,
    published: edited.published ?? undefined,
    language: edited.language ?? undefined,
    note: edited.note || undefined,
    addresses: source.addresses,
    derivedFrom: source.derivedFrom.map((one) => ({ ...one, basis: one.basis ?? undefined })),
    visibility,
  };
  const same =
    (['kind', 'title', 'publisher', 'published', 'language', 'note'] as const).every(
      (name) => (to[name] ?? null) === (source.row[name] || null),
    ) && visibility === source.visibility;
  if (same || source.visibility === 'sealed') return;
  try {
    await changeSource.write({
      ...writing,
      input: { source: source.ref, version: source.version, to: parseInput(sourceInput, to) },
    });
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'invalid_input') throw thrown;
    throw new AppError('invalid_input', {
      fields: thrown.fields.map((field) => ({
        ...field,
        path: placeOf({ of: 'source' }, field.path.replace(/^sources\.0\./, '')),
      })),
    });
  }
}

/** Maps validation errors of the filing to places in the draft. */
async function inDraft<T>(made: Filing, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !thrown.fields.length) throw thrown;
    const fields = thrown.fields.map((field): FieldError => {
      const [, list, rest] = /^([a-z]+\.\d+)(?:\.(.*))?$/i.exec(field.path) ?? [];
      const from = list && made.origins.get(list);
      return from ? { ...field, path: placeOf(from, rest ?? '') } : field;
    });
    throw new AppError(thrown.code, { fields, details: thrown.details, cause: thrown });
  }
}

/** Maps each `#key` of the filing to the ref of the filed item. */
function refsOf({ filing }: Filing, filed: Filed): Map<string, string> {
  const refs = new Map<string, string>();
  for (const list of Object.keys(filed) as (keyof Filed)[])
    for (const [index, item] of (filing[list] ?? []).entries())
      if (item.key) refs.set(`#${item.key}`, filed[list][index]!);
  return refs;
}

const casesOf = ({ filing }: Filing, refs: ReadonlyMap<string, string>): string[] =>
  [...new Set([...(filing.claims ?? []), ...(filing.questions ?? [])].flatMap((one) => one.case ?? []))].map(
    (ref) => refs.get(ref) ?? ref,
  );

function afterFiling(before: Content, refs: ReadonlyMap<string, string>): Content {
  const content = structuredClone(before);
  const now = (key: string): string | undefined => refs.get(`#${key}`);
  for (const one of [...content.cast, ...content.works, ...content.parts]) one.use = now(one.key) ?? one.use;
  for (const one of content.claims) {
    const filed = now(one.key);
    // A later choice for its incident does not move a filed claim.
    if (filed) Object.assign(one, { decision: 'filed', filed, case: caseOfClaim(before, one).key });
  }
  for (const one of content.questions) {
    const filed = now(one.key);
    if (filed) Object.assign(one, { decision: 'filed', filed });
  }
  const reached = new Set(content.claims.flatMap((one) => (one.decision === 'filed' ? (one.case ?? []) : [])));
  for (const question of content.questions)
    if (question.decision === 'filed') reached.add(caseOfQuestion(before, question));
  for (const one of content.cases) one.use = now(one.key) ?? one.use;
  for (const one of content.incidents)
    if (one.decision === 'accepted' && one.case && reached.has(one.case)) one.decision = 'filed';
  content.revs = {
    source: content.revs.source + 1,
    case: content.revs.case + 1,
    cast: content.revs.cast + 1,
    parts: content.revs.parts + 1,
  };
  return content;
}
