import { mergeActs, type Act, type Stated, type Target, type ReportedAct } from '../incidents/incident.ts';
import type { DraftClaim, DraftIncident, EventType } from '../schema.ts';
import type { Span } from '../reading/sentences.ts';
import type { FoundDate } from '../facts/dates.ts';
import { eventOfAct } from '../store/suggestions.data.ts';
import type { NamedSpan } from './claims.ts';

/** The places where a claim names acts, dates, people and sums. */
export type Traces = {
  claim: DraftClaim;
  acts: (Span & { act: EventType | Act; passive: boolean })[];
  dates: readonly FoundDate[];
  names: readonly NamedSpan[];
  sums: readonly (Span & { amount: number; currency: string })[];
};

/** Acts that are done to people and outlets. */
const harms: ReadonlySet<EventType | Act> = new Set<EventType | Act>([
  'search',
  'seizure',
  'questioning',
  'detention',
  'arrest',
  'conviction',
  'acquittal',
  'fine',
  'blocking',
  'attack',
  'threat',
  'harassment',
  'surveillance',
  'killing',
  'denial-of-access',
  'deportation',
  'closure',
  'licence-revoked',
  'investigation',
  'release',
  'house-arrest',
  'property-damage',
  'dismissal',
  'cyberattack',
  'removal',
  'suspension',
  'judgment',
  'charge-brought',
  'summons',
  'death',
  'sentence',
  'suit-filed',
  'lawsuit',
  'hearing',
  'registration-revoked',
]);

/**
 * The incidents that the claims of a page in Russian or Kazakh report: one for each act and each of its dates. A field
 * is null or empty if the words do not state it.
 */
export function incidentsOf(
  traces: readonly Traces[],
  country: (Span & { code: string }) | null,
  published: string | null,
): DraftIncident[] {
  const where = country && { value: country.code, start: country.start, end: country.end };
  const reported = traces.flatMap((trace): ReportedAct[] => {
    const { claim, acts, dates, sums } = trace;
    if (claim.mode === 'denied' || claim.mode === 'left-unclear' || claim.mode === 'estimated') return [];
    return acts.flatMap(({ act, passive, ...place }): ReportedAct[] => {
      const type = act === 'fine' ? 'sentence' : act in eventOfAct ? eventOfAct[act as EventType] : (act as Act);
      if (type === null || ['statement', 'reply', 'letter-sent'].includes(act)) return [];
      const [near] = [...dates].sort((a, b) => Math.abs(a.start - place.start) - Math.abs(b.start - place.start));
      const [sum] = act === 'fine' ? sums : [];
      return [
        {
          act: type,
          place,
          date: near ? { value: near.edtf, start: near.start, end: near.end } : null,
          where: null,
          country: where,
          ...(harms.has(act) ? whom(trace, place, passive) : { targets: [], authority: null }),
          unnamed: [],
          law: null,
          outcome: sum
            ? { value: { kind: 'fine', value: `${sum.amount}${sum.currency}` }, start: sum.start, end: sum.end }
            : null,
          earlier: 'no',
          ends: [],
          headline: false,
        },
      ];
    });
  });
  return mergeActs(reported, published);
}

/** Finds to whom an act is done, and by whom, by the grammatical case of the names near the words of the act. */
function whom({ claim, names }: Traces, place: Span, passive: boolean): Pick<ReportedAct, 'targets' | 'authority'> {
  const targets: Stated<Target>[] = [];
  let authority: Stated<string> | null = null;
  for (const { name, kind, form, role, outlet, other, start, end } of names) {
    if (claim.chain.some((link) => link.actor === name)) continue;
    const near = end <= place.start ? place.start - end < 90 : start - place.end < 110;
    if (!near) continue;
    const suffers = (kind === 'person' && !other) || kind === 'outlet';
    const object =
      form === 'object' || (form === 'subject' && passive) || (form === 'any' && end <= place.start === passive);
    if (suffers && object) {
      if (!targets.some(({ value }) => value.name === name))
        targets.push({ value: { name, kind, role: role ?? null, outlet: outlet ?? null }, start, end });
    } else if ((kind === 'authority' || kind === 'court') && form !== 'object')
      authority ??= { value: name, start, end };
  }
  return { targets, authority };
}
