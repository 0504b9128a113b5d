import type { Reader } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { candidateCases, namesOfIncidents, type CaseCandidate } from '../../drafting/store/case-candidates.ts';
import { caseAt, newsOf } from '../../drafting/store/cases.ts';
import { nearActorsOf, type NearActor } from '../../drafting/store/near.ts';
import {
  captureBefore,
  partsOnRecord,
  type CasePart,
  type CaptureText,
  type StoredDraft,
} from '../../drafting/store/load-draft.ts';
import type { Content, StoredClaim, StoredIncident } from '../../drafting/store/schema.ts';
import { toFiling, type Problem } from '../../drafting/store/to-filing.ts';
import { acceptThreshold } from '../../drafting/sure/accept-threshold.ts';
import { inTextOrder, listed, type Listing } from '../../drafting/sure/sureness.ts';
import { refsIn } from '../../record/filing/claims.ts';
import { firstDifference } from '../../record/claims/quotation.ts';
import { needsSecondPerson } from '../../record/claims/second-person.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { pagesOfParts } from '../../record/sources/pdf-pages.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import { termLabel } from '../../record/vocabulary/terms.ts';
import type { ValueView } from '../../record/views/values.ts';
import { briefTitle } from '../record/desk/links.ts';
import { valueWords } from '../record/show/words.ts';

/** The suggested title of a new case, such as "Arrest: Anna Weiss (Coast Herald)". */
export function titleOfIncident(t: Translate, { act, targets }: StoredIncident): string {
  const who = distinctTargets(targets)
    .map(({ name, outlet }) => (outlet ? t('drafting.incident.of', { name, outlet }) : name))
    .join(', ');
  const what = t(termLabel('event-type', act));
  return (who ? t('drafting.incident.title', { what, who }) : what).slice(0, 500);
}

/** The targets of an incident, without an outlet that is also the `outlet` of another target. */
export const distinctTargets = (targets: StoredIncident['targets']): StoredIncident['targets'] =>
  targets.filter(({ name, outlet }) => outlet || !targets.some((other) => other.outlet === name));

/** The suggested title of a new case: that of the first new incident or, if there is none, the title of the page. */
export function titleForCase(t: Translate, content: Content): string {
  const [first] = newsOf(content);
  return first ? titleOfIncident(t, first) : content.source.title;
}

/** The data of the reading view. */
export type DraftView = {
  draft: StoredDraft;
  content: Content;
  /** The claims in the order of the text. `number`: the number beside the passage. */
  claims: {
    claim: StoredClaim;
    number: number;
    facts: { subject: string; said: { property: string; value: string }[] }[];
    differs: string | null;
    /** In a PDF, the number of the page on which the passage begins. */
    page: number | null;
  }[];
  listing: Listing;
  /** The keys of the claims that the filter shows, in the order of the list. */
  shown: readonly string[];
  /** How sure Kronika must be of a claim to accept it in bulk, in percent. Null if bulk acceptance is turned off. */
  line: number | null;
  /** Whether a second person must check claims. If so, the person who files claims cannot mark them as checked. */
  second: boolean;
  /** The incidents that the page reports, each with the existing cases that are suggested for it. */
  incidents: { incident: StoredIncident; cases: readonly CaseCandidate[] }[];
  near: ReadonlyMap<string, readonly NearActor[]>;
  /** Whether all names were compared with the record. */
  nearComplete: boolean;
  /** The name of an item, by its ref in the record or its key in the draft (`#a1`). */
  named(ref: string | null | undefined): string;
  /** Items in the record that the draft names. */
  briefs: ReadonlyMap<string, Brief>;
  /** The title of a case of the draft, by its key. */
  titleOfCase(key: string): string;
  /** The parts that the draft's cases already have in the record. */
  parts: readonly CasePart[];
  /** The existing cases that are suggested for the first case of the draft; empty after it has been selected. */
  likely: readonly CaseCandidate[];
  problems: readonly Problem[];
  /** The keys in the draft to which its claims refer (`usedIn`). */
  used: ReadonlySet<string>;
  previous: CaptureText | null;
};

export async function loadReading(
  db: Reader,
  t: Translate,
  draft: StoredDraft,
  listing: Listing = {},
): Promise<DraftView> {
  const { content } = draft;
  const refs = new Set([...refsOf(content)].filter((ref) => !ref.startsWith('#')));
  const { of: near, complete: nearComplete } = await nearActorsOf(db, [
    ...content.cast.map((one) => one.name),
    ...namesOfIncidents(content.incidents),
  ]);
  const briefs = await briefsOf(db, [...refs, ...[...near.values()].flat().map((one) => one.ref)]);
  const named = (ref: string | null | undefined): string => nameIn(t, content, briefs, ref);
  const candidates = await candidateCases(db, content, near);
  const sorted = inTextOrder(content.claims);
  const pages = draft.capture.erased
    ? []
    : await pagesOfParts(
        db,
        draft.capture.id,
        sorted.map(({ passage }) => passage),
      );
  const claims = sorted.map((claim, index) => ({
    claim,
    number: index + 1,
    page: pages[index] ?? null,
    facts: factsOf(t, claim, named),
    differs:
      claim.kind === 'quotation'
        ? (firstDifference(claim.wording, draft.capture.text.slice(claim.passage.start, claim.passage.end))?.run ??
          null)
        : null,
  }));
  const incidents = content.incidents.map((incident) => ({
    incident,
    cases: candidates.ofIncident.get(incident.key) ?? [],
  }));
  return {
    draft,
    content,
    claims,
    listing,
    shown: listed(content.claims, listing).map((claim) => claim.key),
    line: await acceptThreshold(db),
    second: await needsSecondPerson(db),
    incidents,
    near,
    nearComplete,
    named,
    briefs,
    titleOfCase(key) {
      const { use, title } = caseAt(content, key);
      return use === 'new' ? title : named(use);
    },
    parts: await partsOnRecord(db, content),
    likely: content.cases[0]!.use ? [] : candidates.ofPage,
    problems: toFiling(content, { capture: draft.capture.ref, source: draft.source.ref, checked: false }).problems,
    used: usedIn(content),
    previous: draft.capture.erased ? null : await captureBefore(db, draft.capture.id),
  };
}

/** All refs and keys in a draft: in attributions, subjects, values, and the items that were selected. */
export function* refsOf(content: Content): Generator<string> {
  const isRef = (text: string | null): text is string => text !== null && /^(?:#[a-z]+\d*|[a-z]+\/\d+)$/.test(text);
  for (const claim of content.claims) {
    for (const link of claim.chain) for (const ref of [link.actor, link.source]) if (isRef(ref)) yield ref;
    for (const { subject, value } of claim.statements)
      for (const ref of [subject, ...refsIn(value)]) if (isRef(ref)) yield ref;
  }
  for (const ref of [
    content.source.publisher,
    ...content.cases.map((one) => one.use),
    ...content.cast.map((one) => one.use),
    ...content.works.map((one) => one.use),
    ...content.parts.flatMap((one) => [one.use, one.parent]),
  ])
    if (isRef(ref)) yield ref;
}

/**
 * The facts of a claim in words, grouped by subject. The values of one property are one text. A value that is only the
 * name of the subject is left out, unless the subject has no other value.
 */
function factsOf(
  t: Translate,
  claim: StoredClaim,
  named: (ref: string) => string,
): DraftView['claims'][number]['facts'] {
  const facts = new Map<string, Map<string, string[]>>();
  for (const statement of claim.statements) {
    const said = facts.get(statement.subject) ?? new Map<string, string[]>();
    facts.set(
      statement.subject,
      said.set(statement.property, [...(said.get(statement.property) ?? []), wordsOf(t, statement, named)]),
    );
  }
  return [...facts].map(([ref, of]) => {
    const subject = named(ref);
    const all = [...of].map(([property, values]) => ({
      property: t(`record.property.${property}`),
      value: values.join('; '),
    }));
    const said = all.filter(({ value }) => value !== subject);
    return { subject, said: said.length ? said : all };
  });
}

/**
 * The keys in the draft (`#a1`) that its claims refer to, except skipped claims. If a claim refers to a part of a
 * proceeding, such as a hearing, the key of the proceeding is included.
 */
export function usedIn(content: Content): Set<string> {
  const relevant: Content = {
    ...content,
    cast: [],
    works: [],
    parts: [],
    claims: content.claims.filter((claim) => claim.decision !== 'skipped'),
  };
  const used = new Set([...refsOf(relevant)].filter((ref) => ref.startsWith('#')));
  for (const part of content.parts) {
    if (part.copyOf && used.has(`#${part.copyOf}`)) used.add(`#${part.key}`);
    if (used.has(`#${part.key}`) && part.parent) used.add(part.parent);
  }
  return used;
}

export async function briefsOf(db: Reader, refs: Iterable<string>): Promise<Map<string, Brief>> {
  const ids = new Map<number, string>();
  for (const ref of new Set(refs)) {
    const parsed = parseRef(ref);
    const thing = parsed && (await findThing(db, parsed.kind, parsed.number));
    if (thing) ids.set(thing.id, ref);
  }
  const briefs = await loadBriefs(db, ids.keys(), 'desk');
  return new Map([...ids].flatMap(([id, ref]) => (briefs.has(id) ? [[ref, briefs.get(id)!] as const] : [])));
}

export function nameIn(
  t: Translate,
  content: Content,
  briefs: ReadonlyMap<string, Brief>,
  ref: string | null | undefined,
): string {
  if (!ref) return '';
  if (ref === '#case') return t('drafting.this_case');
  if (ref === '#source') return t('drafting.this_page');
  if (!ref.startsWith('#')) {
    const brief = briefs.get(ref);
    return brief ? briefTitle(t, brief) : ref;
  }
  const key = ref.slice(1);
  const own =
    content.cast.find((one) => one.key === key) ??
    content.works.find((one) => one.key === key) ??
    content.parts.find((one) => one.key === key);
  // If an item in the record was selected for this key, it has that item's name.
  const chosen = own?.use && own.use.includes('/') ? briefs.get(own.use) : undefined;
  if (chosen) return briefTitle(t, chosen);
  return own ? ('name' in own ? own.name : own.title) : ref;
}

/** A value in words. `named` gives the names of items. */
export function wordsOf(
  t: Translate,
  statement: { property: string; value: unknown },
  named: (ref: string) => string,
): string {
  const property = findProperty(statement.property);
  if (!property) return '';
  const ref = [...refsIn(statement.value)].find((one) => /^(?:#[a-z]+\d*|[a-z]+\/\d+)$/.test(one));
  const thing =
    ref && ['thing', 'involvement', 'kinship', 'tie', 'position'].includes(property.value.type)
      ? ({ title: named(ref), hidden: false } as Brief)
      : null;
  return valueWords(t, { property: statement.property, value: statement.value, thing } satisfies ValueView);
}
