import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { quotationsIn } from '../../record/claims/quotation.ts';
import { lineSchema } from '../sure/accept-threshold.ts';
import { isAbove, isAcceptedAbove } from '../sure/sureness.ts';
import { changeCase, dropUnused, putAllIntoCase, putIntoCase, settleParts } from './cases.ts';
import {
  castSchema,
  caseEditSchema,
  claimEditSchema,
  decisions,
  nextKey,
  partKinds,
  pagesOwnLink,
  partSchema,
  sourceEditSchema,
  workSchema,
  type Content,
  type DraftCase,
  type StoredClaim,
} from './schema.ts';

const key = z.string().max(10);
const rev = z.coerce.number().int();
const decision = z.enum(decisions).exclude(['filed']);
const fresh = { cast: z.array(castSchema).max(50).default([]), parts: z.array(partSchema).max(50).default([]) };

/**
 * One step in a draft. A step that replaces something has the `rev` on which it is based. So two editors conflict only
 * if they change the same claim or section.
 */
export const editSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('decide'),
    claims: z.array(key).max(1000).default([]),
    questions: z.array(key).max(1000).default([]),
    decision,
    /** The state of each claim that the person saw. A claim or decision that has changed since is a conflict. */
    seen: z.record(key, z.object({ rev, decision: z.enum(decisions) })).optional(),
  }),
  /** Accepts all open claims that have at least this confidence in percent (`isAbove`). They are filed as unchecked. */
  z.object({ do: z.literal('accept-above'), line: lineSchema }),
  /**
   * Reopens all claims that `accept-above` accepted. Claims that someone has accepted separately since then stay
   * accepted.
   */
  z.object({ do: z.literal('undo-above') }),
  /** Skips all open claims that only the page itself makes. */
  z.object({ do: z.literal('skip-own') }),
  z.object({ do: z.literal('claim'), key, rev, to: claimEditSchema, decision: decision.optional(), ...fresh }),
  z.object({ do: z.literal('mark'), start: z.number().int().min(0), end: z.number().int().min(1) }),
  /** Removes a claim that was marked by hand. Resets any other claim to the suggestion. */
  z.object({ do: z.literal('reset'), key }),
  z.object({
    do: z.literal('question'),
    key,
    wording: z.string().trim().min(1, 'errors.field.wording.missing').max(500, 'errors.field.text.long'),
    decision: decision.optional(),
  }),
  z.object({ do: z.literal('source'), rev, to: sourceEditSchema, ...fresh }),
  /** Changes one of the draft's cases, the first by default. */
  z.object({ do: z.literal('case'), rev, key: key.optional(), to: caseEditSchema }),
  /**
   * Puts an incident into the case that `to` names, or into a case that the draft already has (`into`), leaves it out,
   * or removes the choice.
   */
  z.object({ do: z.literal('incident'), key, rev, decision, to: caseEditSchema.optional(), into: key.optional() }),
  /** Puts all incidents of the page's news that have no case yet into one of the draft's cases. */
  z.object({ do: z.literal('incidents'), into: key }),
  /** Chooses the case of claims. Null: the case of their incident. */
  z.object({ do: z.literal('claim-case'), claims: z.array(key).min(1).max(1000), case: key.nullable() }),
  z.object({ do: z.literal('cast'), rev, cast: z.array(castSchema).max(500), works: z.array(workSchema).max(200) }),
  z.object({ do: z.literal('parts'), rev, parts: z.array(partSchema).max(300) }),
  z.object({
    do: z.literal('add-part'),
    kind: z.enum(partKinds),
    title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
    parent: z.string().nullable().default(null),
  }),
  z.object({ do: z.literal('visibility'), visibility: z.enum(['public', 'desk']) }),
]);
export type Edit = z.output<typeof editSchema>;

type Applied = { content: Content; /** What the step created or changed. */ key: string | null };

/**
 * The draft after a step. The given draft is not changed.
 * @throws AppError `conflict` if someone has changed the same part since `rev`; `not_found`; `invalid_input` for a
 * passage outside the text
 */
export function applyEdit(before: Content, edit: Edit, text: string): Applied {
  const applied = applyStep(structuredClone(before), edit, text);
  settleParts(applied.content);
  return applied;
}

function applyStep(content: Content, edit: Edit, text: string): Applied {
  const claimAt = (claimKey: string): StoredClaim => {
    const found = content.claims.find((one) => one.key === claimKey);
    if (!found) throw new AppError('not_found');
    return found;
  };
  const unchanged = (mine: number, theirs: number): void => {
    if (mine !== theirs) throw new AppError('conflict');
  };
  switch (edit.do) {
    case 'decide':
      for (const claimKey of edit.claims) {
        const claim = claimAt(claimKey);
        const seen = edit.seen?.[claimKey];
        // A browser repeats a decision if it got no response, so the decision may be there already.
        if (seen && (seen.rev !== claim.rev || ![seen.decision, edit.decision].includes(claim.decision)))
          throw new AppError('conflict');
        decide(claim, edit.decision);
      }
      for (const questionKey of edit.questions) {
        const question = content.questions.find((one) => one.key === questionKey);
        if (!question) throw new AppError('not_found');
        decide(question, edit.decision);
      }
      return { content, key: edit.claims[0] ?? edit.questions[0] ?? null };
    case 'accept-above':
      for (const claim of content.claims)
        if (isAbove(claim, edit.line)) Object.assign(claim, { decision: 'accepted', above: edit.line });
      return { content, key: null };
    case 'undo-above':
      for (const claim of content.claims) if (isAcceptedAbove(claim)) decide(claim, 'open');
      return { content, key: null };
    case 'skip-own':
      for (const claim of content.claims) if (claim.decision === 'open' && claim.own) decide(claim, 'skipped');
      return { content, key: null };
    case 'claim': {
      const claim = claimAt(edit.key);
      if (claim.decision === 'filed') throw new AppError('conflict');
      unchanged(edit.rev, claim.rev);
      addFresh(content, edit);
      placeIn(text, edit.to.passage);
      Object.assign(claim, edit.to, {
        visibility: edit.to.visibility,
        rev: claim.rev + 1,
        edited: true,
        own: edit.to.chain.length === 1 && edit.to.chain[0]!.pagesOwn,
      });
      if (edit.decision) decide(claim, edit.decision);
      return { content, key: claim.key };
    }
    case 'mark':
      return mark(content, edit, text);
    case 'reset': {
      const claim = claimAt(edit.key);
      if (claim.decision === 'filed') throw new AppError('conflict');
      if (claim.from === null) content.claims = content.claims.filter((one) => one !== claim);
      else
        Object.assign(claim, { visibility: undefined }, structuredClone(content.suggested[claim.from]), {
          rev: claim.rev + 1,
          edited: false,
          decision: 'open',
          above: undefined,
        });
      return { content, key: claim.from === null ? null : claim.key };
    }
    case 'question': {
      const question = content.questions.find((one) => one.key === edit.key);
      if (!question) throw new AppError('not_found');
      question.wording = edit.wording;
      if (edit.decision) decide(question, edit.decision);
      return { content, key: question.key };
    }
    case 'source':
      unchanged(edit.rev, content.revs.source++);
      addFresh(content, edit);
      content.source = edit.to;
      return { content, key: null };
    case 'case': {
      unchanged(edit.rev, content.revs.case);
      changeCase(content, edit.key ?? content.cases[0]!.key, edit.to);
      return { content, key: null };
    }
    case 'incident': {
      const incident = content.incidents.find((one) => one.key === edit.key);
      if (!incident) throw new AppError('not_found');
      if (incident.decision === 'filed') throw new AppError('conflict');
      unchanged(edit.rev, incident.rev++);
      const was = incident.decision;
      incident.decision = edit.decision;
      incident.case = null;
      if (edit.decision !== 'accepted') {
        if (was === 'accepted') dropUnused(content);
      } else if (edit.to?.use) putIntoCase(content, incident, edit.to);
      else incident.case = chosenCase(content, edit.into).key;
      return { content, key: incident.key };
    }
    case 'incidents':
      putAllIntoCase(content, chosenCase(content, edit.into).key);
      return { content, key: null };
    case 'claim-case': {
      const key = edit.case === null ? undefined : chosenCase(content, edit.case).key;
      for (const claimKey of edit.claims) {
        const claim = claimAt(claimKey);
        if (claim.decision === 'filed') throw new AppError('conflict');
        claim.case = key;
      }
      return { content, key: edit.claims[0]! };
    }
    case 'cast':
      unchanged(edit.rev, content.revs.cast++);
      content.cast = content.cast.map((one) => edit.cast.find((other) => other.key === one.key) ?? one);
      content.works = content.works.map((one) => edit.works.find((other) => other.key === one.key) ?? one);
      return { content, key: null };
    case 'parts':
      unchanged(edit.rev, content.revs.parts++);
      content.parts = content.parts.map((one) => edit.parts.find((other) => other.key === one.key) ?? one);
      return { content, key: null };
    case 'add-part': {
      const made = nextKey(content, edit.kind);
      content.parts.push({ key: made, kind: edit.kind, title: edit.title, parent: edit.parent, use: 'new' });
      content.revs.parts++;
      return { content, key: made };
    }
    case 'visibility':
      content.visibility = edit.visibility;
      return { content, key: null };
  }
}

/** @throws AppError `conflict` if the draft no longer has the case, or if no one has chosen it yet */
function chosenCase(content: Content, key = content.cases[0]!.key): DraftCase {
  const found = content.cases.find((one) => one.key === key);
  if (!found?.use) throw new AppError('conflict');
  return found;
}

/** Stores a decision about a single claim. The claim no longer counts as accepted in bulk. */
function decide(one: Pick<StoredClaim, 'decision' | 'above'>, decision: StoredClaim['decision']): void {
  // A filed claim is edited in the record, not here.
  if (one.decision === 'filed') return;
  one.decision = decision;
  delete one.above;
}

function addFresh(content: Content, edit: Pick<Extract<Edit, { do: 'claim' }>, 'cast' | 'parts'>): void {
  for (const one of edit.cast) if (!content.cast.some((other) => other.key === one.key)) content.cast.push(one);
  for (const one of edit.parts) if (!content.parts.some((other) => other.key === one.key)) content.parts.push(one);
  if (edit.cast.length) content.revs.cast++;
  if (edit.parts.length) content.revs.parts++;
}

function placeIn(text: string, { start, end }: { start: number; end: number }): void {
  if (end > start && end <= text.length && text.slice(start, end).trim()) return;
  throw new AppError('invalid_input', {
    fields: [{ path: 'passage', message: 'errors.field.passage.outside', params: { length: text.length } }],
  });
}

/**
 * Marks a passage as a claim by hand, without spaces at its edges. If all suggestions for the passage have the same
 * speaker, this is the speaker. Without suggestions, the page is the speaker, unless the passage is a quotation.
 * Otherwise, the editor decides.
 */
function mark(content: Content, place: { start: number; end: number }, text: string): Applied {
  placeIn(text, place);
  let { start, end } = place;
  while (/\s/.test(text[start]!)) start++;
  while (/\s/.test(text[end - 1]!)) end--;
  const exact = text.slice(start, end).replace(/\s+/g, ' ');
  const there = content.claims.find(
    (one) => one.passage.start === start && one.passage.end === end && one.from === null,
  );
  if (there) return { content, key: there.key };
  const [quotation, ...more] = quotationsIn(exact);
  const quoted =
    quotation && !more.length && quotation.end - quotation.start >= exact.length - 2 ? quotation.quotation : null;
  const speaker = speakerAt(content, { start, end }, quoted !== null);
  const made = nextKey(content, 'claims');
  content.claims.push({
    key: made,
    from: null,
    decision: 'open',
    rev: 1,
    edited: true,
    own: speaker === 'page',
    confidence: 1,
    filed: null,
    about: incidentsAt(content, { start, end }),
    wording: quoted ?? exact,
    kind: quoted ? 'quotation' : 'paraphrase',
    mode: quoted ? 'quoted' : 'stated',
    certainty: 'unknown',
    language: content.source.language ?? 'en',
    chain: speaker === 'page' ? [pagesOwnLink(content.source.publisher, content.voice)] : speaker,
    passage: { start, end, visibility: 'public' },
    statements: [],
  });
  return { content, key: made };
}

/** The incidents that a passage is about: those of the suggestions in it, or those whose words it has. */
function incidentsAt(content: Content, place: { start: number; end: number }): string[] {
  const overlaps = (one: { start: number; end: number }): boolean => one.start < place.end && place.start < one.end;
  const overlapping = content.incidents.filter(({ spans }) =>
    spans.some((one) => one.field !== 'place' && overlaps(one)),
  );
  const around = content.claims.filter((one) => one.from !== null && overlaps(one.passage));
  const about = around.length ? around.flatMap((one) => one.about ?? []) : overlapping.map(({ key }) => key);
  return [...new Set(about)];
}

/** The speaker of a passage, if the suggestions agree. */
function speakerAt(
  content: Content,
  place: { start: number; end: number },
  quoted: boolean,
): StoredClaim['chain'] | 'page' {
  const around = content.claims.filter(
    (one) => one.from !== null && one.passage.start <= place.start && one.passage.end >= place.end,
  );
  if (!around.length) return quoted ? [] : 'page';
  const chains = new Set(
    around.map((one) => JSON.stringify(one.chain.map(({ actor, asWritten, verb }) => [actor, asWritten, verb]))),
  );
  if (chains.size > 1) return [];
  return around[0]!.own ? (quoted ? [] : 'page') : structuredClone(around[0]!.chain);
}
