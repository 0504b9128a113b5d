import type { Reader } from '../../platform/database/tx.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { numbersOf } from '../../search/statistics/numbers.ts';
import { figureKey, tidyBasis, type Figures } from '../computed/figures.ts';
import { checkFinding } from '../computed/findings.ts';
import type { EmbedAttrs, EmbedKind, EmbedRef } from '../model/schema.ts';

/** What is wrong with an embed, or with the headline that an editor wrote for a chart. */
export type EmbedFault =
  /** The item does not exist. */
  | 'embed-unknown'
  /** The item is not public. */
  | 'embed-hidden'
  /** There is nothing to show. */
  | 'embed-empty'
  /** The chart's numbers have changed since the headline was written. */
  | 'finding-outdated'
  /** A number in the headline is not in the chart. */
  | 'finding-number-not-in-figure'
  /** The chart gives only a range, and the headline states one number. */
  | 'finding-number-uncertain'
  /** A number in the headline cannot be read. */
  | 'finding-number-unread';
export type FaultyEmbed = { embed: EmbedAttrs; fault: EmbedFault; params: Record<string, string> };
/**
 * `title`: the embed's name for the desk; empty for a statistic, because the editor shows its description instead.
 */
export type EmbedCheck = { title: string; fault: EmbedFault | null };
export type EmbedChecks = ReadonlyMap<string, EmbedCheck>;

type Kind = {
  /** The canonical form of a ref; null if the ref does not fit this kind. */
  tidy(ref: string): string | null;
  check(db: Reader, ref: string, figures: Figures): Promise<EmbedCheck>;
};

/**
 * What an article can embed. Add a new kind also to `embedKinds`, and to the code that shows embeds to readers, in the
 * editor and in EPUBs.
 */
const kinds: Record<EmbedKind, Kind> = {
  timeline: {
    tidy(ref) {
      const number =
        /^(?:case\/|#)?([1-9]\d{0,15})$/.exec(ref.trim())?.[1] ?? /\/cases\/([1-9]\d{0,15})(?:\/|$)/.exec(ref)?.[1];
      return number ? `case/${number}` : null;
    },
    check: (db, ref) => checkThing(db, 'case', parseRef(ref)?.number ?? 0),
  },
  statistic: {
    tidy: (ref) => (figureKey(ref) === null ? null : tidyBasis(ref)),
    async check(_db, ref, figures) {
      const statistic = figures.get(figureKey(ref) ?? '');
      if (!statistic) return { title: '', fault: 'embed-unknown' };
      return { title: '', fault: statistic.total === 0 ? 'embed-empty' : null };
    },
  },
  provision: {
    tidy(ref) {
      const asked = parseProvision(ref);
      return asked && `provision/${asked.number}@${asked.day}`;
    },
    async check(db, ref) {
      const { number, day } = parseProvision(ref)!;
      const check = await checkThing(db, 'provision', number);
      return { ...check, title: check.title && `${check.title} (${day})` };
    },
  },
  /** A source, such as someone's post, video or page. */
  source: {
    tidy(ref) {
      const number =
        /^(?:source\/|#)?([1-9]\d{0,15})$/.exec(ref.trim())?.[1] ??
        /^\S*\/sources\/([1-9]\d{0,15})(?:[/?#]|$)/.exec(ref.trim())?.[1];
      return number ? `source/${number}` : null;
    },
    check: (db, ref) => checkThing(db, 'source', parseRef(ref)?.number ?? 0),
  },
  /** The signatories of an open letter. */
  letter: {
    tidy(ref) {
      const number =
        /^(?:letter\/|#)?([1-9]\d{0,15})$/.exec(ref.trim())?.[1] ??
        /^\S*\/letters\/([1-9]\d{0,15})(?:[/?#]|$)/.exec(ref.trim())?.[1];
      return number ? `letter/${number}` : null;
    },
    check: (db, ref) => checkThing(db, 'letter', parseRef(ref)?.number ?? 0),
  },
};

async function checkThing(
  db: Reader,
  kind: 'case' | 'provision' | 'source' | 'letter',
  number: number,
): Promise<EmbedCheck> {
  const thing = await findThing(db, kind, number);
  const brief = thing && (await loadBriefs(db, [thing.id], 'public')).get(thing.id);
  const named = thing && (await loadBriefs(db, [thing.id], 'desk')).get(thing.id);
  if (!brief || !named) return { title: '', fault: 'embed-unknown' };
  return { title: named.title, fault: brief.hidden ? 'embed-hidden' : null };
}

/** A provision, and the day of the wording to show; null if the ref does not have both. */
export function parseProvision(ref: string): { number: number; day: string } | null {
  const found = /^(?:#|provision\/|\S*\/provisions\/)?([1-9]\d{0,15})(?:\s*[@,;]\s*|\s+)(\d{4}-\d{2}-\d{2})$/.exec(
    ref.trim(),
  );
  const day = found && parseEdtf(found[2]!);
  return day && day.earliest === found[2] && day.latest === found[2]
    ? { number: Number(found[1]), day: found[2]! }
    : null;
}

/** The canonical form of a ref; null if the ref does not fit this kind. */
export const tidyEmbed = (kind: EmbedKind, ref: string): string | null => kinds[kind].tidy(ref);

export const embedKey = ({ kind, ref }: EmbedRef): string => `${kind} ${ref}`;

/** Checks whether readers would see each embed of a document now. The results are by `embedKey`. */
export async function checkEmbeds(db: Reader, embeds: readonly EmbedRef[], figures: Figures): Promise<EmbedChecks> {
  const checks = new Map<string, EmbedCheck>();
  for (const one of embeds)
    if (!checks.has(embedKey(one))) checks.set(embedKey(one), await kinds[one.kind].check(db, one.ref, figures));
  return checks;
}

/** The faults of embeds. Each prevents the publication of the article. */
export const faultsOf = (embeds: readonly EmbedAttrs[], checks: EmbedChecks, figures: Figures): FaultyEmbed[] =>
  embeds.flatMap((embed): FaultyEmbed[] => {
    const params = { ref: embed.ref };
    const fault = checks.get(embedKey(embed))?.fault ?? null;
    if (fault) return [{ embed, fault, params }];
    const statistic = embed.finding ? figures.get(figureKey(embed.ref) ?? '') : undefined;
    if (!statistic) return [];
    const { text, numbers } = embed.finding!;
    const faults = checkFinding(text, statistic).map((one) => ({
      embed,
      fault: `finding-${one.code}` as EmbedFault,
      params: { ...params, ...one.params, text },
    }));
    const now = numbersOf(statistic);
    return faults.length === 0 && numbers !== '' && numbers !== now
      ? [{ embed, fault: 'finding-outdated', params: { ...params, text, numbers: now } }]
      : faults;
  });

/** The message key of the fault. */
export const embedFaultLabel = (fault: EmbedFault): string => `documents.problem.${fault}`;
