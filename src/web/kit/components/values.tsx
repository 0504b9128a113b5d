import type { Translate } from '../../../platform/messages/messages.ts';
import type { Mode } from '../../../record/tables.ts';
import type { DateTime } from '../../../record/values/date-time.ts';
import { dateTimeWords } from '../words/date-time-words.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { useWords } from '../view.tsx';
import { Shape, type ShapeName } from './shapes.tsx';

export type VisibilityKey = 'public' | 'desk' | 'sealed';
export type ClaimStateKey = 'draft' | 'imported' | 'checked' | 'withdrawn';

/**
 * A date in the page's language, as `<time>` if HTML can express it. `stop` adds a full stop at the end of a sentence,
 * unless the date already ends with one, as "2018 г." does.
 */
export function EdtfDate({ edtf, stop }: { edtf: string; stop?: boolean }) {
  const { text, machine } = edtfWords(useWords(), edtf);
  return (
    <>
      {machine ? <time datetime={machine}>{text}</time> : <span class="date">{text}</span>}
      {stop && !text.endsWith('.') ? '.' : ''}
    </>
  );
}

/** A day, or a time in its own time zone, with the zone's name. */
export function ZonedTime({ value }: { value: DateTime }) {
  const { text, machine } = dateTimeWords(useWords(), value);
  return <time datetime={machine}>{text}</time>;
}

/**
 * An amount of money, such as "50.2 million tenge" or "160,000 US dollars". `amount` is a plain decimal number. A
 * multiple of 100,000 that is at least one million is written in millions (or billions), as sources write it.
 */
export function moneyWords(t: Translate, money: { amount: string; currency: string }): string {
  const tag = t.tag;
  const value = Number(money.amount);
  const round = value >= 1_000_000 && Math.round(value / 100_000) * 100_000 === value;
  const named = `kit.currency.${money.currency}`;
  // Newsrooms write "tenge"; the locale data has "Kazakhstani tenges".
  const options: Intl.NumberFormatOptions = t.has(named)
    ? {}
    : { style: 'currency', currency: money.currency, currencyDisplay: 'name' };
  const form = new Intl.NumberFormat(
    tag,
    round
      ? { ...options, notation: 'compact', compactDisplay: 'long', minimumFractionDigits: 0, maximumFractionDigits: 1 }
      : { ...options, minimumFractionDigits: Number.isInteger(value) ? 0 : 2, maximumFractionDigits: 6 },
  );
  const number = form.format(value);
  return t.has(named) ? t(named, { number }) : number;
}

export function Money({ amount, currency, about }: { amount: string; currency: string; about?: boolean }) {
  const t = useWords();
  const text = moneyWords(t, { amount, currency });
  return (
    <data class="money" value={`${amount} ${currency}`}>
      {about ? t('kit.money.about', { money: text }) : text}
    </data>
  );
}

export function Count({
  count,
  bound = 'exact',
}: {
  count: number;
  bound?: 'exact' | 'about' | 'at-least' | 'at-most';
}) {
  const t = useWords();
  return <data value={String(count)}>{t(`kit.count.${bound}`, { count })}</data>;
}

type PillKind = 'strong' | 'solid' | 'plain' | 'strong plain';

/** A word with its icon beside it (shapes.tsx). */
export function Pill({
  shape,
  kind,
  href,
  children,
}: {
  shape?: ShapeName;
  kind?: PillKind;
  href?: string;
  children?: unknown;
}) {
  const inside = (
    <>
      {shape ? <Shape name={shape} /> : null}
      <span>{children as string}</span>
    </>
  );
  const classes = kind ? `pill ${kind}` : 'pill';
  return href ? (
    <a class={classes} href={href}>
      {inside}
    </a>
  ) : (
    <span class={classes}>{inside}</span>
  );
}

/** The access of an item with its icon: public (ring), desk only (half), sealed (lock). */
export function VisibilityBadge({ visibility }: { visibility: VisibilityKey }) {
  const t = useWords();
  return (
    <Pill shape={visibility} kind={visibility === 'sealed' ? 'solid' : undefined}>
      {t(`kit.visibility.${visibility}`)}
    </Pill>
  );
}

/** The teams to which an item is limited, beside its title. Only their members see the item, and so the badge. */
export function TeamBadge({ teams, href }: { teams: readonly string[] | undefined; href?: string }) {
  const t = useWords();
  if (!teams?.length) return null;
  return (
    <Pill shape="team" kind="strong" href={href}>
      {t('kit.limited', { teams: teams.join(', ') })}
    </Pill>
  );
}

export function ModeWord({ mode, plain = true }: { mode: Mode; plain?: boolean }) {
  const t = useWords();
  return (
    <Pill shape={mode === 'left-unclear' ? 'left_unclear' : mode} kind={plain ? 'plain' : undefined}>
      {t(`vocabulary.mode.${mode}`)}
    </Pill>
  );
}

/** Whether a colleague has compared a claim with its source. The badge does not say whether the claim is true. */
export function ClaimState({ state }: { state: ClaimStateKey }) {
  const t = useWords();
  return <Pill shape={state === 'checked' ? 'acknowledged' : state}>{t(`kit.claim_state.${state}`)}</Pill>;
}

/** The badge of a value about which sources disagree. */
export function Disputed() {
  const t = useWords();
  return (
    <Pill shape="disputed" kind="strong plain">
      {t('kit.disputed')}
    </Pill>
  );
}
