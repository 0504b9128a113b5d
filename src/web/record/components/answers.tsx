import type { Child } from 'hono/jsx';
import type { FactView } from '../../../record/views/facts.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { Disputed, EdtfDate } from '../../kit/components/values.tsx';
import { useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import type { Claims } from './facts.tsx';
import { claimsBehind } from './of-record.ts';
import { hostOf } from './source-card.tsx';
import { RecordValue } from './record-value.tsx';
import { ValueMarks } from './said.tsx';

/** The maximum number of values in one answer. The sections below the answers have all values. */
export const maxAnswerValues = 3;

/**
 * Whether a value can be shown to readers. They must see the speaker of an attributed value (alleged, denied, estimated
 * or unclear), so such a value needs a claim that was loaded for the page.
 */
export const canBeShown = (claims: Claims, value: FactView): boolean =>
  !value.attributed || claimsBehind(claims, value.claimIds).length > 0;

/**
 * The summary at the top of a page: the main questions with their answers, and the status. Questions that no source
 * answers share one line.
 */
export function AnswerList({
  rows,
  label,
  status,
  reply,
  sayers,
}: {
  rows: readonly { label: string; /** Null if no source answers this. */ value: Child | null }[];
  /** The label of the status, if the status may no longer be true today. */ label?: Child;
  status: Child;
  /** What those who put on the pressure say about it. */ reply?: Child;
  /** The names of the speakers. */ sayers?: Child;
}) {
  const t = useWords();
  const unknown = rows.filter(({ value }) => value === null);
  const together = unknown.length > 1;
  return (
    <dl class="answers">
      {rows.map(({ label, value }) =>
        value === null && together ? null : (
          <div>
            <dt>{label}</dt>
            <dd>{value ?? <span class="muted">{t('record.public.case.answer.unknown')}</span>}</dd>
          </div>
        ),
      )}
      {together ? (
        <div>
          <dt>{t('record.public.case.answer.unknown')}</dt>
          <dd>
            {new Intl.ListFormat(t.tag, { style: 'narrow' }).format(
              unknown.map(({ label }, index) => (index ? lowerFirst(t, label) : label)),
            )}
          </dd>
        </div>
      ) : null}
      <div class="status">
        <dt>{label ?? t('record.public.case.answer.status')}</dt>
        <dd>{status}</dd>
      </div>
      {reply ? (
        <div>
          <dt>{t('record.public.case.answer.reply')}</dt>
          <dd>{reply}</dd>
        </div>
      ) : null}
      {sayers ? (
        <div>
          <dt>{t('record.public.case.answer.sayers')}</dt>
          <dd>{sayers}</dd>
        </div>
      ) : null}
    </dl>
  );
}

/** The label of a status that may have changed since the day `edtf`. */
export const StatedOn = ({ edtf }: { edtf: string }) => (
  <Filled message="record.public.case.answer.stated_on" name="date">
    <EdtfDate edtf={edtf} />
  </Filled>
);

/** The first values of an answer. `more`: the link to the section that has all values. */
export function AnswerValues({
  list,
  claims,
  more,
  disputed,
  addresses,
}: {
  list: readonly FactView[];
  claims: Claims;
  more?: string;
  /** The values about which sources disagree, and where the page says so. */ disputed?: {
    values: ReadonlySet<FactView>;
    href?: string;
  };
  /** Web addresses to name beside a value. */ addresses?: ReadonlyMap<FactView, string[]>;
}) {
  const shown = list.filter((one) => canBeShown(claims, one));
  return (
    <FirstOf
      more={more}
      parts={shown.map((value, index) => (
        <>
          <RecordValue view={value} within={index > 0} />
          {addresses?.get(value)?.length ? ` (${addresses.get(value)!.map(hostOf).join(', ')})` : ''}
          <ValueMarks claims={claimsBehind(claims, value.claimIds)} />
          {disputed?.values.has(value) ? (
            <>
              {' '}
              <DisputedLink href={disputed.href} />
            </>
          ) : null}
        </>
      ))}
    />
  );
}

/**
 * The first `most` parts of an answer. For the other parts, the screen has a link with their number (`more`) or,
 * without `more`, a `details` element. A printed page has all parts.
 */
export function FirstOf({
  parts,
  more,
  most = maxAnswerValues,
}: {
  parts: readonly Child[];
  more?: string;
  most?: number;
}) {
  const t = useWords();
  // A single further part is shown, because the text “1 more” would take about the same space.
  const shown = !more && parts.length === most + 1 ? parts.length : most;
  const others = parts.slice(shown);
  const words = t('record.public.case.answer.more', { count: others.length });
  return (
    <>
      <Joined parts={parts.slice(0, shown)} />
      {others.length ? (
        <>
          {'; '}
          {more ? (
            <a class="no-print" href={more}>
              {words}
            </a>
          ) : (
            <details class="no-print">
              <summary>{words}</summary>{' '}
              <span>
                <Joined parts={others} />
              </span>
            </details>
          )}
          <span class="print-only">
            <Joined parts={others} />
          </span>
        </>
      ) : null}
    </>
  );
}

export const Joined = ({ parts }: { parts: readonly Child[] }) => (
  <>
    {parts.map((part, index) => (
      <>
        {index ? '; ' : ''}
        {part}
      </>
    ))}
  </>
);

/** A mark that sources disagree, with a link to their different values. */
export const DisputedLink = ({ href }: { href?: string }) =>
  href === undefined ? (
    <Disputed />
  ) : (
    <a href={href}>
      <Disputed />
    </a>
  );
