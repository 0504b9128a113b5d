import type { Attribution } from './attribution.ts';
import type { Clause, VerbGroup } from './clause.ts';
import { isComma, isStop } from './extent.ts';
import { canBePerson } from './speaker.ts';
import { particles } from './verbs.ts';

/**
 * Reads verbs that say something even without reported words: "condemned the raid", "urged them to release", "accused
 * her of", "referred to". Null if the verb says nothing here.
 * @param frames what the verb takes: the letters are explained in reporting-verbs.txt
 * @param at the index of the item after the verb
 */
export function readActs(
  clause: Clause,
  group: VerbGroup,
  frames: string,
  verb: string,
  at: number,
  attribution: Attribution,
): Attribution | null {
  const { items, phrases } = clause;
  const next = items[at];
  if (!next || isStop(next)) return verb === 'deny' ? attribution : null;
  if (verb === 'deny' && refuses(clause, at)) return null;
  if (verb === 'rule' && (next.lower === 'out' || frames === 'p')) {
    const ruledOut = items[at + 1];
    return next.lower === 'out' && ruledOut && !isStop(ruledOut)
      ? { ...attribution, mode: 'stated', said: [{ start: ruledOut.start, end: attribution.content.at(-1)!.end }] }
      : null;
  }
  const needed = particles.get(verb);
  if (needed) return needed.includes(next.lower) ? fromParticle(clause, at, attribution) : null;
  const object = phrases.find((phrase) => phrase.from === at || (phrase.from === at + 1 && next.pos === 'ADV'));
  const wider = object ? items[object.to] : undefined;
  // Questioning a person says nothing: “police questioned her”. Questioning something else does: “critics question the
  // ruling”.
  if (verb === 'question' && (/^(?:him|her|them)$/.test(next.lower) || (object && canBePerson(clause, object))))
    return null;
  if (verb === 'call') {
    if (next.lower === 'on' && (isStop(items[at + 1]) || items[at + 1]!.lower === ':')) return null;
    const fits =
      next.lower === 'for' ||
      next.lower === 'on' ||
      (object &&
        wider &&
        (wider.pos === 'DET' ||
          wider.type === 'quote' ||
          wider.pos === 'ADJ' ||
          wider.pos === 'ADV' ||
          (items
            .slice(object.to, at + 14)
            .some((item) => item.type === 'quote' || item.lower === 'a' || item.lower === 'an') &&
            !isComma(wider))));
    if (next.lower === 'for') return fromParticle(clause, at, attribution);
    return fits ? attribution : null;
  }
  if (verb === 'plead')
    return next.lower === 'not' || items[at]?.lower === 'guilty'
      ? { ...attribution, mode: next.lower === 'not' ? 'denied' : 'acknowledged' }
      : null;
  if (verb === 'put')
    return items.slice(at, at + 10).some((item) => item.lower === 'at') &&
      items.slice(at).some((item) => item.pos === 'NUM')
      ? attribution
      : null;
  if (verb === 'find')
    return items.slice(at, at + 12).some((item) => ['guilty', 'liable', 'that', 'in', 'innocent'].includes(item.lower))
      ? attribution
      : null;
  if (verb === 'set') return /^(?:bail|bond)$/.test(items[object?.head ?? at]?.lower ?? '') ? attribution : null;
  if (verb === 'direct' || verb === 'authorise' || verb === 'authorize')
    return object && items.slice(object.to, object.to + 8).some((item) => item.lower === 'to') ? attribution : null;
  if (verb === 'strike') return next.lower === 'down' || wider?.lower === 'down' ? attribution : null;
  if (verb === 'charge' && !items.slice(at, at + 12).some((item) => item.lower === 'with')) return null;
  if (verb === 'accuse' && !items.slice(at).some((item) => item.lower === 'of')) return null;
  if (verb === 'suspect' && !items.slice(at).some((item) => item.lower === 'of'))
    return object && items[object.head]!.type === 'name' ? attribution : null;
  if (verb === 'place')
    return items.slice(at).some((item) => item.lower === 'arrest' || item.lower === 'custody') ? attribution : null;
  if (
    frames.includes('p') &&
    next.pos === 'ADP' &&
    ['to', 'for', 'against', 'of', 'about', 'on', 'in'].includes(next.lower)
  )
    return next.lower === 'in' || (verb === 'call' && next.lower === 'on')
      ? attribution
      : (fromParticle(clause, at, attribution) ?? attribution);
  if (frames.includes('i') && (next.lower === 'to' || items.slice(at, at + 16).some((item) => item.lower === 'to')))
    return attribution;
  if (/[no]/.test(frames) && object) return attribution;
  if (frames.includes('n') && next.type === 'quote') return attribution;
  if (frames.includes('n') && (next.pos === 'VERB' || next.pos === 'AUX') && next.lower.endsWith('ing'))
    return attribution;
  return null;
}

/**
 * What is said begins after the prepositions: with "the ban" in "spoke out against the ban", and with "the letter" in
 * "distances itself from the letter".
 */
function fromParticle({ items }: Clause, at: number, attribution: Attribution): Attribution | null {
  // In "stood up and left", the verb says nothing.
  if (/^(?:up|out)$/.test(items[at]!.lower) && items[at + 1]?.pos !== 'ADP' && items[at + 1]?.lower !== 'to')
    return null;
  let from = at + 1;
  while (/^(?:for|to|against|from|of|about)$/.test(items[from]?.lower ?? '')) from += 1;
  const first = items[from];
  const last = attribution.content.at(-1)!.end;
  if (!first || isStop(first) || isComma(first) || first.start >= last) return null;
  return { ...attribution, said: [{ start: first.start, end: last }] };
}

/** Whether "deny" means to refuse something, not to dispute it: "denied him a lawyer", "denied entry". */
function refuses({ items, phrases }: Clause, at: number): boolean {
  const next = items[at]!;
  const object = phrases.find((phrase) => phrase.from === at);
  const second = object && phrases.find((phrase) => phrase.from === object.to);
  const refused = items[(second ?? object)?.head ?? -1]?.lower ?? '';
  return (
    /^(?:him|them|us|me)$/.test(next.lower) ||
    second !== undefined ||
    /^(?:entry|access|bail|parole|visas?|permits?|permission|licen[cs]es?|accreditation|requests?|applications?|motions?|appeals?|asylum|treatment|care|food|visits?)$/.test(
      refused,
    )
  );
}

/** Whether "hold" means to blame: "holds the firm responsible", not "held a meeting". */
export function holdsLiable({ items, phrases }: Clause, at: number): boolean {
  const object = phrases.find((phrase) => phrase.from === at);
  return object !== undefined && /^(?:responsible|accountable|liable)$/.test(items[object.to]?.lower ?? '');
}
