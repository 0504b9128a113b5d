import {
  countryProperties,
  lawProperties,
  longestExtent,
  longestLaw,
  isPressed,
  typesAbove,
  yearProperties,
} from './case-facets.ts';
import { Facets, type Entry, type Facet, type Sight } from './entry.ts';
import type { CaseContent, CaseFact, Named } from './read-cases.ts';

/**
 * A case as it is found, with the words of all its parts: title, summary, events, proceedings, charges, orders,
 * questions and claims. For the public only checked public claims of a public case count, and a part's title only
 * where a public claim carries it; what is merely alleged or denied is no facet there, since a filter names no speaker.
 */
export function caseEntry(content: CaseContent, named: Named): Entry {
  const desk = sightOf(content, named, false);
  return {
    thingId: content.id,
    desk,
    public: content.isPublic ? (isOpen(content, named) ? desk : sightOf(content, named, true)) : null,
  };
}

/** Whether readers see all of a case that the desk sees, which is what most public cases are. */
function isOpen(content: CaseContent, named: Named): boolean {
  const isKnown = (fact: CaseFact): boolean =>
    fact.forPublic === fact.forDesk && (!fact.forPublic || (fact.plainPublic && isHomeOpen(fact, named)));
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

const isHomeOpen = ({ valueThing }: CaseFact, named: Named): boolean =>
  valueThing === null || (named.targets.get(valueThing)?.homes ?? []).every((home) => home.forPublic === home.forDesk);

function sightOf(content: CaseContent, named: Named, isPublic: boolean): Sight {
  const parts = content.parts.filter(
    (part) => !isPublic || (part.isPublic && (part.isCase || part.facts.some((fact) => fact.forPublic))),
  );
  const claims = content.claims.filter((claim) => !isPublic || claim.isPublic);
  const titles = parts.flatMap((part) => part.title ?? []);
  const wordings = [...claims, ...content.questions.filter((question) => !isPublic || question.isPublic)].map(
    (said) => said.wording,
  );
  const facets = new Facets();
  const actors = new Set<number>();
  let on: string | null = null;
  let changed = content.parts[0]!.changed;
  for (const part of parts) {
    if (part.changed > changed) changed = part.changed;
    for (const fact of part.facts) {
      if (!(isPublic ? fact.forPublic : fact.forDesk)) continue;
      if (fact.valueThing !== null) actors.add(fact.valueThing);
      if (isPublic && !fact.plainPublic) continue;
      addFacets(facets, fact, named, isPublic);
      if (fact.from !== null && yearProperties.includes(fact.property) && (on === null || fact.from > on))
        on = fact.from;
    }
  }
  for (const claim of claims) {
    if (claim.changed > changed) changed = claim.changed;
    for (const actor of claim.actors) if (!isPublic || actor.isPublic) actors.add(actor.id);
    const source = claim.sourceId === null ? undefined : named.languages.get(claim.sourceId);
    if (source && (!isPublic || source.isPublic)) facets.add('language', source.language);
  }
  const words = [content.title, content.summary ?? '', titles.join('\n'), wordings.join('\n')] as const;
  return {
    title: content.title,
    words,
    body: [words[1], words[2]].filter((text) => text !== '').join('\n'),
    facets,
    actors: [...actors],
    on,
    changed,
  };
}

const plainly: Readonly<Record<string, Facet>> = {
  'state-behind': 'state',
  'outlet-home': 'home',
  'case-status': 'status',
  slapp: 'slapp',
};

function addFacets(facets: Facets, fact: CaseFact, named: Named, isPublic: boolean): void {
  const { property } = fact;
  if (countryProperties.includes(property)) facets.add('country', (fact.value as { country?: string }).country);
  if (plainly[property]) facets.add(plainly[property], fact.valueKey);
  if (property === 'incident-type') for (const type of typesAbove(fact.valueKey)) facets.add('type', type);
  if (lawProperties.includes(property))
    facets.add('law', (fact.value as { text?: string }).text?.trim().replaceAll(/\s+/g, ' ').slice(0, longestLaw));
  if (fact.from !== null && yearProperties.includes(property))
    for (const year of yearsOf(fact.from, fact.to ?? fact.from)) facets.add('year', year);
  const target = isPressed(fact) && fact.valueThing !== null ? named.targets.get(fact.valueThing) : undefined;
  if (!target) return;
  facets.add('targeted', target.kind);
  if (target.kind !== 'outlet') return;
  facets.add('outlet', fact.valueThing);
  for (const home of target.homes) if (isPublic ? home.forPublic : home.forDesk) facets.add('home', home.country);
}

/** The years of an extent; of a long one the first and the last. */
function yearsOf(from: string, to: string): number[] {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  if (last - first > longestExtent) return [first, last];
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, index) => first + index);
}
