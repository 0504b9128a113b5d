import { legal, sampling } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation, mayRun, type Writing } from '../../platform/operation.ts';
import { caseParts, type CasePartList } from '../kinds/parts.ts';
import { originOf, rootsOf } from '../projection/origins.ts';
import { projectSaid } from '../projection/project.ts';
import { rankStatements } from '../claims/rank-statements.ts';
import { secondPersonNeeded } from '../claims/second-person.ts';
import { requireFilingPermission } from '../permissions.ts';
import { NewSealed } from '../protection/new-sealed.ts';
import { RefResolver, refOf, type Known } from '../refs.ts';
import { tagNew } from '../tags/tag-new.ts';
import { limitNew, prepareTeam, teamInput } from '../teams/limit-new.ts';
import { allocateAll, createThings } from '../things.ts';
import type { ThingKind, Visibility } from '../tables.ts';
import { actorNameRows, keysOfAll, type KeysOf } from '../actors/names.ts';
import { sourceRows, sourceRefs } from '../sources/rows.ts';
import {
  claimAfter,
  claimRefs,
  readClaim,
  refsIn,
  saidBy,
  stateColumns,
  writeClaimParts,
  writePassages,
  type ReadClaim,
} from './claims.ts';
import { filingInput, type Filing } from './schema.ts';

type List = 'actors' | 'sources' | 'cases' | CasePartList | 'claims' | 'questions';
/** The refs of the new items (such as `claim/12`), each list in the order of the input. */
export type Filed = Record<List, string[]>;

/**
 * The lists of a filing, each with the kind of item that it creates. The items of a list refer only to items of the
 * lists before it.
 */
export const filingLists: readonly (readonly [List, ThingKind])[] = [
  ['actors', 'actor'],
  ['sources', 'source'],
  ['cases', 'case'],
  ...caseParts.map((part) => [part.list, part.name] as const),
  ['claims', 'claim'],
  ['questions', 'question'],
];

/**
 * Files new items: actors, sources, cases with their events, proceedings, charges, orders and hearings, claims with
 * attribution, support and statements, questions. If one item is invalid, none is filed.
 * @throws AppError `invalid_input` naming every wrong field by its path
 */
export const file = defineOperation({
  name: 'record.file',
  permission: legal,
  input: filingInput.extend({ team: teamInput }),
  // The result is undefined where another operation calls `writeFiling` itself and has not prepared the keys.
  prepare: async ({ app, input }): Promise<KeysOf | undefined> => {
    await prepareTeam(app, input.team);
    return keysOfNames(input);
  },
  write: async (writing) => {
    const checked = writing.input.claims.flatMap((claim, index) => (claim.checked ? [`claims.${index}.checked`] : []));
    const fields = await secondPersonNeeded(writing.tx, checked);
    if (fields.length) throw new AppError('invalid_input', { fields });
    return writeFiling(writing, { example: false });
  },
});

/**
 * Files claims of the desk itself, for example that it sent a letter. They need no check by a second person, because
 * there is no source to compare them with.
 */
export const fileOwnWords = (writing: Writing<Filing, undefined>): Promise<Filed> =>
  writeFiling(writing, { example: false });

/** Files items as sample data. They come with Kronika, and can be removed in one step. */
export const fileExample = defineOperation({
  name: 'record.fileExample',
  permission: sampling,
  input: filingInput,
  write: (writing) => writeFiling(writing, { example: true }),
});

type Made = Known & { visibility: Visibility };

/**
 * The items of the filing that are sealed from the start. Items that are not sealed cannot name them: their rows would
 * tell something about them.
 */
async function loadSealed(
  { tx, why }: Pick<Writing<Filing, undefined>, 'tx' | 'why'>,
  input: Filing,
  known: Record<List, Known[]>,
  { example }: { example: boolean },
): Promise<NewSealed> {
  const items = filingLists.flatMap(([list]) =>
    input[list].map((item, index) => ({ item, thing: known[list][index]!, path: `${list}.${index}` })),
  );
  // Sample data comes with Kronika, so nothing in it is secret.
  const wrong = example
    ? items.flatMap(({ item: { sealFor }, path }) =>
        sealFor ? [{ path: `${path}.sealFor`, message: 'errors.field.seal.kind' }] : [],
      )
    : [];
  if (wrong.length) throw new AppError('invalid_input', { fields: wrong });
  const sealed = await NewSealed.load(
    tx,
    items.map(({ item: { sealFor }, ...one }) => ({ ...one, sealFor })),
    why,
  );
  const keys = new Set(
    items.flatMap(({ item: { key }, thing }) => (key !== undefined && sealed.has(thing.id) ? [`#${key}`] : [])),
  );
  const fields = items.flatMap(({ item, thing, path }): FieldError[] => {
    if (sealed.has(thing.id))
      return item.visibility === 'public' ? [{ path: `${path}.visibility`, message: 'errors.field.seal.public' }] : [];
    const ref = keys.size ? [...refsIn(item)].find((one) => keys.has(one)) : undefined;
    return ref ? [{ path, message: 'errors.field.seal.named', params: { ref } }] : [];
  });
  if (fields.length) throw new AppError('invalid_input', { fields });
  return sealed;
}

async function writeFiling(
  writing: Writing<Filing & { team?: number }, KeysOf | undefined>,
  options: { example: boolean },
): Promise<Filed> {
  const { tx, input, at, change, principal } = writing;
  requireFilingPermission(
    principal,
    filingLists.flatMap(([list, kind]) => (input[list].length ? [kind] : [])),
  );
  if (input.team !== undefined && input.cases.length + input.sources.length === 0)
    throw new AppError('invalid_input', { fields: [{ path: 'team', message: 'errors.field.team.nothing' }] });
  const refs = new RefResolver();
  const made = {} as Record<List, Made[]>;
  const allocated = {} as Record<List, Known[]>;
  const known = await allocateAll(
    tx,
    filingLists.map(([list, kind]) => [kind, input[list].length]),
  );
  for (const [place, [list]] of filingLists.entries()) allocated[list] = known[place]!;
  const sealed = await loadSealed(writing, input, allocated, options);
  const insert = sealed.insert;
  for (const [list] of filingLists)
    made[list] = input[list].map((item, index) => {
      const thing = allocated[list][index]!;
      refs.announce(item.key, thing, `${list}.${index}.key`);
      return { ...thing, visibility: sealed.has(thing.id) ? 'sealed' : item.visibility };
    });
  await refs.load(tx, allRefs(input));
  await createThings(
    tx,
    filingLists.flatMap(([list]) => made[list]),
    at,
    options.example,
  );

  await writeActors(input, made.actors, writing.prepared ?? (await keysOfNames(input)), { sealed, change });
  const need = (ref: string, path: string, kind: ThingKind): number => refs.find(ref, path, [kind])?.id ?? 0;
  const sources = sourceRows(input.sources, made.sources, refs);

  const cases = input.cases.map((item, index) => ({
    id: made.cases[index]!.id,
    title: item.title,
    summary: item.summary || null,
  }));
  const parts = caseParts.map((part) => ({
    ...part,
    rows: input[part.list].map((item, index) => {
      const above = (item as unknown as Record<string, string>)[part.parent]!;
      return {
        id: made[part.list][index]!.id,
        [part.column]: need(above, `${part.list}.${index}.${part.parent}`, part.parent),
        title: item.title,
      };
    }),
  }));
  const questions = input.questions.map((item, index) => ({
    id: made.questions[index]!.id,
    case_id: item.case ? need(item.case, `questions.${index}.case`, 'case') : null,
    wording: item.wording,
    language: item.language,
    raised_by: item.raisedBy ? need(item.raisedBy, `questions.${index}.raisedBy`, 'claim') : null,
    answered_by: null,
  }));
  const claims = input.claims.map((item, index) => readClaim(item, refs, `claims.${index}`));
  if (!mayRun(principal, rankStatements)) refs.errors.push(...ranked(input));
  refs.throwIfWrong();

  await sources.write(tx, insert);
  for (const { table, name, list, rows } of [
    { table: 'case', name: 'case' as const, list: 'cases' as const, rows: cases },
    ...parts,
  ]) {
    await insertRows(tx, table as 'case', rows as typeof cases);
    for (const [index, row] of rows.entries())
      change({
        kind: name,
        thingId: row.id,
        action: 'created',
        before: null,
        after: { ...row, visibility: made[list][index]!.visibility },
      });
  }
  for (const after of sources.after) sealed.created(change, 'source', after.id, after);

  await tagNew(
    tx,
    (['actors', 'sources', 'cases'] as const).flatMap((list) =>
      input[list].map(({ tags }, index) => ({ id: made[list][index]!.id, tags })),
    ),
    insert,
  );
  const origins = await writeClaims(writing, claims, made.claims, sealed);
  for (const [index, claim] of claims.entries()) {
    const known = made.claims[index]!;
    sealed.created(change, 'claim', known.id, claimAfter(claim, known));
  }
  await insert('question', 'id', questions);
  for (const [index, row] of questions.entries())
    sealed.created(change, 'question', row.id, { ...row, visibility: made.questions[index]!.visibility });
  await sealed.finish(at);

  // Limits all new items to the team, even if they refer only to items that everyone at the desk sees. If someone lifts
  // the limit of the first case or source, the limits of all other new items are lifted too.
  await limitNew(writing, input.team, [
    ...made.cases,
    ...made.sources,
    ...filingLists.flatMap(([list]) => (list === 'cases' || list === 'sources' ? [] : made[list])),
  ]);
  const fresh = new Set(filingLists.flatMap(([list]) => made[list].map((thing) => thing.id)));
  const said = claims.flatMap((claim, index) =>
    sealed.has(made.claims[index]!.id) ? [] : saidBy(claim, origins[index]!),
  );
  await projectSaid(tx, said, fresh);
  return Object.fromEntries(filingLists.map(([list]) => [list, made[list].map(refOf)])) as Filed;
}

/** Errors for ranks other than `normal`: only editors decide which value is preferred (with `rankStatements`). */
const ranked = (input: Filing): FieldError[] =>
  input.claims.flatMap((claim, index) =>
    claim.statements.flatMap((statement, at) =>
      statement.rank === 'normal'
        ? []
        : [{ path: `claims.${index}.statements.${at}.rank`, message: 'errors.field.rank.editors' }],
    ),
  );

const keysOfNames = ({ actors }: Filing): Promise<KeysOf> =>
  keysOfAll(actors.flatMap((actor) => actor.names.map((name) => name.text)));

async function writeActors(
  input: Filing,
  made: Made[],
  keysOf: KeysOf,
  { sealed, change }: { sealed: NewSealed; change: Writing<Filing, undefined>['change'] },
): Promise<void> {
  await sealed.insert(
    'actor',
    'id',
    input.actors.map((actor, index) => ({ id: made[index]!.id, kind: actor.kind })),
  );
  await sealed.insert(
    'actor_name',
    'actor_id',
    input.actors.flatMap((actor, index) => actorNameRows(made[index]!.id, actor.names, keysOf)),
  );
  for (const [index, actor] of input.actors.entries())
    sealed.created(change, 'actor', made[index]!.id, {
      kind: actor.kind,
      names: actor.names,
      visibility: actor.visibility,
    });
}

/**
 * Writes claims with their passages, attributions and statements.
 * @returns the origin of each claim
 */
async function writeClaims(
  { tx, principal, at }: Pick<Writing<Filing, undefined>, 'tx' | 'principal' | 'at'>,
  claims: ReadClaim[],
  made: Made[],
  sealed: NewSealed,
): Promise<string[]> {
  if (claims.length === 0) return [];
  const passages = await writePassages(
    tx,
    claims,
    (index) => `claims.${index}`,
    (index) => sealed.has(made[index]!.id),
  );
  if (passages.errors.length) throw new AppError('invalid_input', { fields: passages.errors });
  const speakers = claims.map(speakerOf);
  const ownWord = claims.flatMap((claim, index) =>
    claim.sourceId === null || speakers[index]!.speakerId !== null || speakers[index]!.paperId !== null
      ? []
      : [claim.sourceId],
  );
  const roots = await rootsOf(tx, ownWord);
  const origins = claims.map((claim, index) =>
    originOf({ id: made[index]!.id, sourceId: claim.sourceId, ...speakers[index]! }, roots),
  );
  for (const [index, passage] of passages.sealed) sealed.add(made[index]!.id, 'passage', passage);
  await sealed.insert(
    'claim',
    'id',
    claims.map((claim, index) => ({
      id: made[index]!.id,
      case_id: claim.caseId,
      wording: claim.input.wording,
      kind: claim.input.kind,
      language: claim.input.language,
      mode: claim.input.mode,
      certainty: claim.input.certainty,
      ...stateColumns(claim.input, principal.accountId, at),
      support: claim.support,
      passage_id: passages.ids[index] ?? null,
      source_id: claim.sourceId,
      support_note: claim.note,
      origin: origins[index]!,
    })),
  );
  await writeClaimParts(
    tx,
    claims.map((claim, index) => ({ ...claim, id: made[index]!.id })),
    sealed.insert,
  );
  return origins;
}

/**
 * The first speaker of a claim that has an id: an actor or a document, as canonical ids. Both are null if there is no
 * such speaker, for example if only the page itself speaks.
 */
function speakerOf(claim: ReadClaim): { speakerId: number | null; paperId: number | null } {
  const link = claim.links.find((one) => !one.pages_own && (one.actor_id !== null || one.source_id !== null));
  return { speakerId: link?.actor_id ?? null, paperId: link && link.actor_id === null ? link.source_id : null };
}

function allRefs(input: Filing): Set<string> {
  const refs = claimRefs(input.claims, new Set(sourceRefs(input.sources)));
  for (const { list, parent } of caseParts)
    for (const part of input[list]) refs.add((part as unknown as Record<string, string>)[parent]!);
  for (const question of input.questions) {
    if (question.case) refs.add(question.case);
    if (question.raisedBy) refs.add(question.raisedBy);
  }
  return refs;
}
