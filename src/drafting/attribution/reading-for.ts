import { nouns } from '../reading/words.ts';
import type { Speaker } from './speaker.ts';
import { authorityVerbs, type Found } from './verbs.ts';

/** Verbs of courts that also fit letters and notices. */
const orders = /^(?:order|direct|instruct|require|oblige)$/;

/**
 * Which meaning of a reporting verb fits its speaker: its meaning for courts, or its plain meaning; null if neither
 * fits. The meaning for courts fits courts, judges and verdicts. There are four exceptions: an authority can "order",
 * "fine" or "ban" (`authorityVerbs`); an authority that is a known actor can "rule"; a document other than a law can
 * "order" or "require" (`orders`); and a document, organisation or authority can "find", "conclude" or "establish", but
 * then the mode is only "stated".
 */
export function readingFor(readings: readonly Found[], speaker: Speaker): Found | null {
  const courtlike =
    speaker.kind === 'court' || speaker.kind === 'verdict' || nouns.court.has(speaker.head) || speaker.judge === true;
  const authority = speaker.kind === 'authority' || nouns.authority.has(speaker.head);
  const courtly = readings.find((reading) => reading.verb.courtly);
  if (courtly && courtlike) return courtly;
  if (courtly && courtly.verb.base === 'rule' && speaker.actor !== null && authority) return courtly;
  const plain = readings.find((reading) => !reading.verb.courtly);
  if (plain) {
    if (courtlike && (plain.verb.base === 'reject' || plain.verb.base === 'dismiss'))
      return { ...plain, verb: { ...plain.verb, mode: 'ruled' } };
    if (plain.verb.base === 'plead' && courtlike) return null;
    if (plain.verb.base === 'charge' && !authority && !courtlike && speaker.kind !== 'person') return null;
    if (plain.verb.base === 'read' && speaker.kind !== 'document' && speaker.kind !== 'verdict') return null;
    if (
      plain.verb.base === 'show' &&
      speaker.kind !== 'document' &&
      !/^(?:website|site|page|portal)$/.test(speaker.head)
    )
      return null;
    return plain;
  }
  if (courtly && authority && authorityVerbs.has(courtly.verb.base)) return courtly;
  // "The notice required the paper to take down two reports."
  if (courtly && speaker.kind === 'document' && speaker.head !== 'law' && orders.test(courtly.verb.base))
    return courtly;
  if (
    courtly &&
    ['find', 'conclude', 'establish'].includes(courtly.verb.base) &&
    (speaker.kind === 'document' || speaker.kind === 'organisation' || speaker.kind === 'authority')
  )
    return { ...courtly, verb: { ...courtly.verb, mode: 'stated', courtly: false, frames: 's' } };
  return null;
}
