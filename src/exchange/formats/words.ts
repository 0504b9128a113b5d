import type { Translate } from '../../platform/messages/messages.ts';
import type { Brief } from '../../record/views/briefs.ts';
import type { ClaimView, LinkView } from '../../record/views/claims.ts';
import type { FactView, PropertyView } from '../../record/views/facts.ts';
import type { ValueView } from '../../record/views/values.ts';
import { identifierParts } from '../../record/values/identifier-schemes.ts';
import { qualifiersOf } from '../../record/values/composite-types.ts';
import { dateTimeText, type DateTime } from '../../record/values/date-time.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import { termLabel } from '../../record/vocabulary/terms.ts';

/** The name of an item. If it is hidden, a description such as "a person known to the desk". */
export function nameOf(t: Translate, brief: Brief): string {
  if (!brief.hidden) return brief.title;
  const key =
    brief.kind === 'actor' ? `record.public.hidden.${brief.sort ?? 'actor'}` : `record.public.hidden.${brief.kind}`;
  return t(t.has(key) ? key : 'record.public.hidden.actor');
}

export const refOf = (brief: Brief | null): string | null =>
  brief && !brief.hidden ? `${brief.kind}/${brief.number}` : null;

const named = (t: Translate, brief: Brief | null): string => {
  if (!brief) return '';
  const ref = refOf(brief);
  return ref ? `${brief.title} [${ref}]` : nameOf(t, brief);
};

/** The qualifiers of an involvement as texts of keys, such as "employment: freelance". */
export const qualifierTexts = (value: unknown): string[] =>
  qualifiersOf(value).map(({ name, term }) => `${name}: ${term}`);

/** The external identifiers that may be shown without attribution. */
export const identifiersOf = (facts: readonly PropertyView[]) =>
  facts.flatMap(({ property: key, values }) => {
    const property = findProperty(key);
    if (!property?.identifies || property.value.type !== 'identifier') return [];
    const { scheme } = property.value;
    return values
      .filter((value) => !value.attributed)
      .map(({ value }) => ({ property, id: String(value), ...identifierParts(scheme, String(value)) }));
  });

/** A value as text for one cell. Terms are written as keys, items as name and ref. */
export function valueText(t: Translate, { property, value, thing }: ValueView): string {
  const part = (name: string): string => {
    const found = value && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;
    return typeof found === 'string' ? found : '';
  };
  const period = part('from') || part('to') ? ` (${part('from')}/${part('to')})` : '';
  switch (findProperty(property)?.value.type) {
    case 'date-time':
      return dateTimeText(value as DateTime);
    case 'money': {
      const { amount, currency, about } = value as { amount: string; currency: string; about?: boolean };
      return `${about ? '~' : ''}${amount} ${currency}`;
    }
    case 'count': {
      const { count, bound } = value as { count: number; bound: string };
      return bound === 'exact' ? String(count) : `${bound} ${count}`;
    }
    case 'text':
      return part('text');
    case 'yes-no':
      return value === true ? 'yes' : 'no';
    case 'place':
      return part('locality') ? `${part('country')}, ${part('locality')}` : part('country');
    case 'thing':
      return named(t, thing);
    case 'involvement':
      return [`${part('role')}: ${named(t, thing)}`, ...qualifierTexts(value)].join('; ');
    case 'kinship':
      return `${part('relation')}: ${named(t, thing)}`;
    case 'tie':
      return named(t, thing) + period;
    case 'position': {
      const { title } = value as { title: { text: string } };
      return `${title.text}${thing ? `, ${named(t, thing)}` : ''}${period}`;
    }
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

/** The values of a property that may be shown without attribution. */
export const plainTexts = (t: Translate, values: readonly FactView[]): string[] =>
  values.filter((value) => !value.attributed).map((value) => valueText(t, value));

export function speakerOf(t: Translate, link: LinkView): string {
  if (link.hidden) return nameOf(t, link.speaker ?? hiddenPerson);
  if (link.speaker) return nameOf(t, link.speaker);
  return (
    link.asWritten ??
    link.source?.title ??
    (link.pagesOwn ? t('exchange.exports.page_itself') : t('exchange.exports.nobody_named'))
  );
}

const hiddenPerson: Brief = {
  id: 0,
  kind: 'actor',
  number: 0,
  ref: null,
  title: '',
  sort: 'person',
  hidden: true,
  visibility: 'desk',
  withdrawn: false,
};

/** The attribution from the first speaker on, such as "Zeinulla Kakimzhanov wrote ← Human Rights Watch cited". */
export const chainText = (t: Translate, claim: ClaimView): string =>
  claim.chain.map((link) => [speakerOf(t, link), link.verb].filter(Boolean).join(' ')).join(' ← ');

/** The text of the reason why a claim's source is withheld; null if the source is public or no reason was given. */
export const withheldText = (t: Translate, claim: ClaimView): string | null =>
  claim.withheld && t('record.public.withheld.because', { reason: t(termLabel('withheld-reason', claim.withheld)) });
