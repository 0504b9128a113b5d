import { legal, sampling } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation, mayRun, type Principal, type Writing } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { caseParts, type CasePartList } from '../kinds/parts.ts';
import { originOf, rootsOf } from '../projection/origins.ts';
import { projectSaid } from '../projection/project.ts';
import { rankStatements } from '../claims/rank-statements.ts';
import { secondPersonNeeded } from '../claims/second-person.ts';
import { demandFiling } from '../permissions.ts';
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

async function writeFiling(
  writing: Writing<Filing & { team?: number }, KeysOf | undefined>,
  options: { example: boolean },
): Promise<Filed> {
  const { tx, input, at, change, principal } = writing;
  demandFiling(
    principal,
    filingLists.flatMap(([list, kind]) => (input[list].length ? [kind] : [])),
  );
  if (input.team !== undefined && input.cases.length + input.sources.length === 0)
    throw new AppError('invalid_input', { fields: [{ path: 'team', message: 'errors.field.team.nothing' }] });
  const refs = new RefResolver();
  const made = {} as Record<List, Made[]>;
  const known = await allocateAll(
    tx,
    filingLists.map(([list, kind]) => [kind, input[list].length]),
  );
  for (const [place, [list]] of filingLists.entries())
    made[list] = input[list].map((item, index) => {
      refs.announce(item.key, known[place]![index]!, `${list}.${index}.key`);
      return { ...known[place]![index]!, visibility: item.visibility };
    });
  await refs.load(tx, allRefs(input));
  await createThings(
    tx,
    filingLists.flatMap(([list]) => made[list]),
    at,
    options.example,
  );

  await writeActors(tx, input, made.actors, writing.prepared ?? (await keysOfNames(input)), change);
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
      const above = (item as Record<string, string>)[part.parent]!;
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
  if (!mayRun(principal, rankStatements)) refs.complaints.push(...ranked(input));
  refs.throwIfWrong();

  await sources.write(tx);
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
  for (const after of sources.after)
    change({ kind: 'source', thingId: after.id, action: 'created', before: null, after });

  await tagNew(
    tx,
    (['actors', 'sources', 'cases'] as const).flatMap((list) =>
      input[list].map(({ tags }, index) => ({ id: made[list][index]!.id, tags })),
    ),
  );
  const origins = await writeClaims(tx, claims, made.claims, principal, at);
  for (const [index, claim] of claims.entries()) {
    const known = made.claims[index]!;
    change({ kind: 'claim', thingId: known.id, action: 'created', before: null, after: claimAfter(claim, known) });
  }
  await insertRows(tx, 'question', questions);
  for (const [index, row] of questions.entries())
    change({
      kind: 'question',
      thingId: row.id,
      action: 'created',
      before: null,
      after: { ...row, visibility: made.questions[index]!.visibility },
    });

  // Limits all new items to the team, even if they refer only to items that everyone at the desk sees. If someone lifts
  // the limit of the first case or source, the limits of all other new items are lifted too.
  await limitNew(writing, input.team, [
    ...made.cases,
    ...made.sources,
    ...filingLists.flatMap(([list]) => (list === 'cases' || list === 'sources' ? [] : made[list])),
  ]);
  const fresh = new Set(filingLists.flatMap(([list]) => made[list].map((thing) => thing.id)));
  const said = claims.flatMap((claim, index) => saidBy(claim, origins[index]!));
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
  tx: Tx,
  input: Filing,
  made: Made[],
  keysOf: KeysOf,
  change: Writing<Filing, undefined>['change'],
): Promise<void> {
  await insertRows(
    tx,
    'actor',
    input.actors.map((actor, index) => ({ id: made[index]!.id, kind: actor.kind })),
  );
  await insertRows(
    tx,
    'actor_name',
    input.actors.flatMap((actor, index) => actorNameRows(made[index]!.id, actor.names, keysOf)),
  );
  for (const [index, actor] of input.actors.entries())
    change({
      kind: 'actor',
      thingId: made[index]!.id,
      action: 'created',
      before: null,
      after: { kind: actor.kind, names: actor.names, visibility: actor.visibility },
    });
}

/**
 * Writes claims with their passages, attributions and statements.
 * @returns the origin of each claim
 */
async function writeClaims(
  tx: Tx,
  claims: ReadClaim[],
  made: Made[],
  principal: Principal,
  at: Date,
): Promise<string[]> {
  if (claims.length === 0) return [];
  const passages = await writePassages(tx, claims, (index) => `claims.${index}`);
  if (passages.complaints.length) throw new AppError('invalid_input', { fields: passages.complaints });
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
  await insertRows(
    tx,
    'claim',
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
    for (const part of input[list]) refs.add((part as Record<string, string>)[parent]!);
  for (const question of input.questions) {
    if (question.case) refs.add(question.case);
    if (question.raisedBy) refs.add(question.raisedBy);
  }
  return refs;
}
