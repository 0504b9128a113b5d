import { facetNameOf } from '../../record/vocabulary/facets.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import { qualifiersOf } from '../../record/values/composite-types.ts';
import { lineOf } from '../../record/vocabulary/terms.ts';
import { isPressed } from './case-facets.ts';
import { addFactWords, noFactWords } from './fact-words.ts';
import { Facets, type Entry, type EntryContent } from './entry.ts';
import type { CaseContent, CaseFact, Named } from './read-cases.ts';

/**
 * The entry of a case in the search index, with the words of all its parts: title, summary, events, proceedings,
 * charges, orders, hearings, questions and claims. The version for readers has only public claims, and has the title of
 * an event or another part only if a public claim is about it. Readers cannot filter by alleged or denied values,
 * because a filter cannot name who states them.
 */
export function caseEntry(content: CaseContent, named: Named): Entry {
  const desk = entryContent(content, named, false);
  return {
    thingId: content.id,
    desk,
    public: content.isPublic ? (isOpen(content, named) ? desk : entryContent(content, named, true)) : null,
  };
}

/** Whether readers see everything of a case that the desk sees. This is true of most public cases. */
function isOpen(content: CaseContent, named: Named): boolean {
  const isKnown = (fact: CaseFact): boolean =>
    fact.forPublic === fact.forDesk && (!fact.forPublic || (fact.plainPublic && isTargetOpen(fact, named)));
  return (
    content.parts.every(
      (part) =>
        part.isPublic && (part.isCase || part.facts.some((fact) => fact.forPublic)) && part.facts.every(isKnown),
    ) &&
    content.claims.every(
      (claim) =>
        claim.isPublic &&
        claim.actors.every((actor) => actor.isPublic) &&
        (claim.sourceId === null || named.languages.get(claim.sourceId)?.isPublic !== false),
    ) &&
    content.questions.every((question) => question.isPublic)
  );
}

function isTargetOpen({ valueThing }: CaseFact, named: Named): boolean {
  const target = valueThing === null ? undefined : named.targets.get(valueThing);
  return !target || (!target.forDesk.length && target.homes.every((home) => home.forPublic === home.forDesk));
}

function entryContent(content: CaseContent, named: Named, isPublic: boolean): EntryContent {
  const parts = content.parts.filter(
    (part) => !isPublic || (part.isPublic && (part.isCase || part.facts.some((fact) => fact.forPublic))),
  );
  const claims = content.claims.filter((claim) => !isPublic || claim.isPublic);
  const titles = parts.flatMap((part) => part.title ?? []);
  const said = [...claims, ...content.questions.filter((question) => !isPublic || question.isPublic)];
  const translated = (ids: readonly number[], field?: string): string[] =>
    ids.flatMap((id) =>
      (content.translations.get(id) ?? []).flatMap((one) =>
        field === undefined || one.field === field ? [one.text] : [],
      ),
    );
  const facets = new Facets();
  const actors = new Set<number>();
  const factWords = noFactWords();
  let on: string | null = null;
  let changed = content.parts[0]!.changed;
  for (const part of parts) {
    if (part.changed > changed) changed = part.changed;
    for (const fact of part.facts) {
      if (!(isPublic ? fact.forPublic : fact.forDesk)) continue;
      if (fact.valueThing !== null) actors.add(fact.valueThing);
      if (isPublic && !fact.plainPublic) continue;
      addFacets(facets, fact, named, isPublic);
      addFactWords(factWords, fact.property, fact);
      if (fact.from !== null && tellsWhen(fact.property) && (on === null || fact.from > on)) on = fact.from;
    }
  }
  for (const claim of claims) {
    if (claim.changed > changed) changed = claim.changed;
    for (const actor of claim.actors) if (!isPublic || actor.isPublic) actors.add(actor.id);
    const source = claim.sourceId === null ? undefined : named.languages.get(claim.sourceId);
    if (source && (!isPublic || source.isPublic)) facets.add('language', source.language);
  }
  const [summary, parted] = [content.summary ?? '', titles.join('\n')];
  return {
    title: content.title,
    words: [
      [content.title, ...translated([content.id], 'title')].join('\n'),
      [summary, ...translated([content.id], 'summary')].join('\n'),
      [parted, ...translated(parts.flatMap(({ id, isCase }) => (isCase ? [] : [id]))), ...factWords.words].join('\n'),
      [...said.map(({ wording }) => wording), ...translated(said.map(({ id }) => id))].join('\n'),
    ],
    body: [summary, parted].filter((text) => text !== '').join('\n'),
    marks: [...factWords.marks],
    facets,
    actors: [...actors],
    on,
    changed,
  };
}

function addFacets(facets: Facets, fact: CaseFact, named: Named, isPublic: boolean): void {
  facets.addFact(findProperty(fact.property), fact);
  const target = isPressed(fact) && fact.valueThing !== null ? named.targets.get(fact.valueThing) : undefined;
  if (!target) return;
  facets.add('targeted', target.kind);
  for (const { name, list, term } of qualifiersOf(fact.value))
    for (const broader of lineOf(list, term)) facets.add(name, broader);
  if (!isPublic) for (const { name, value } of target.forDesk) facets.add(name, value);
  if (target.kind !== 'outlet') return;
  facets.add('outlet', fact.valueThing);
  for (const home of target.homes) if (isPublic ? home.forPublic : home.forDesk) facets.add('home', home.country);
}

/** Whether a property says when something happened. */
const tellsWhen = (key: string): boolean => {
  const property = findProperty(key);
  return property !== undefined && facetNameOf(property) === 'year';
};
