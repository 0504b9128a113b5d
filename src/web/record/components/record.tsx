import type { Child } from 'hono/jsx';
import type { Relation } from '../../../record/values/relation.ts';
import { useWords } from '../../kit/view.tsx';
import { ClaimChain, ClaimLink } from './chain.tsx';
import type { ChainLink, Support } from './types.ts';
import { attributedModes, type Mode } from '../../../record/tables.ts';
import { Disputed, EdtfDate, Pill } from '../../kit/components/values.tsx';

export type FactValue = {
  value: Child;
  /** The attribution. Left out only if the desk itself says it; then `editorial` is set. */
  chain?: readonly ChainLink[];
  support?: Support;
  ownWords?: boolean;
  /** How it is said. What is alleged or denied needs a `chain`, because it is never shown without its speaker. */
  mode?: Mode;
  /** Link to the claims behind it. */
  claim?: string;
  editorial?: boolean;
  deprecated?: boolean;
};
export type Fact = { label: string; values: readonly FactValue[]; relation?: Relation };

/** Labels and values, each value with who says so. Several values of a label are listed, and a conflict is marked. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  const t = useWords();
  return (
    <dl class="facts rows">
      {facts.map((fact) => {
        const several = fact.values.length > 1;
        const conflict = fact.relation === 'conflicts';
        return (
          <div>
            <dt>{fact.label}</dt>
            <dd class={`values${several ? ' several' : ''}${conflict ? ' conflict' : ''}`}>
              {several ? (
                conflict ? (
                  <Disputed />
                ) : (
                  <Pill shape="stated">{t(`kit.relation.${fact.relation ?? 'compatible'}`)}</Pill>
                )
              ) : null}
              {fact.values.map((one) => (
                <FactValueCell one={one} />
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function FactValueCell({ one }: { one: FactValue }) {
  const t = useWords();
  if (one.mode && attributedModes.includes(one.mode) && !one.chain?.length)
    throw new Error(`A value that is ${one.mode} was shown without its speaker.`);
  return (
    <div>
      <p class="value">{one.deprecated ? <s>{one.value}</s> : one.value}</p>
      <p class="who">
        {one.chain ? (
          <ClaimChain chain={one.chain} mode={one.mode} support={one.support} ownWords={one.ownWords} />
        ) : null}
        {one.editorial ? t('kit.fact.editorial') : null}
        {one.claim ? <ClaimLink href={one.claim} /> : null}
      </p>
    </div>
  );
}

export type TimelineItem = {
  /** The preferred date, or else the first (EDTF). Left out if there is none. */
  date?: string;
  /** The anchor on the page. */
  id?: string;
  /** Dates from other sources. */
  otherDates?: readonly { date: string; who: string }[];
  /** The type of event in words. */
  type: string;
  title: string;
  href?: string;
  children?: Child;
  /** It is a procedural step, which is shown less prominently than an act. */
  minor?: boolean;
  disputed?: boolean;
};

/**
 * Events in the given order. Squares mark acts, rings procedural steps, diamonds what is disputed; words beside them
 * say the same.
 */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  const t = useWords();
  return (
    <ol class="timeline">
      {items.map((item) => (
        <li
          class={[item.minor && 'minor', item.disputed && 'disputed'].filter(Boolean).join(' ') || undefined}
          id={item.id}
        >
          <p class="when">{item.date === undefined ? t('kit.timeline.undated') : <EdtfDate edtf={item.date} />}</p>
          <h3>{item.href ? <a href={item.href}>{item.title}</a> : item.title}</h3>
          <p class="meta pills">
            <Pill kind="plain">{item.type}</Pill>
            {item.disputed ? <Disputed /> : null}
          </p>
          {item.otherDates?.map((other) => (
            <p class="who">
              {t('kit.timeline.other_date', { who: other.who })} <EdtfDate edtf={other.date} />
            </p>
          ))}
          {item.children}
        </li>
      ))}
    </ol>
  );
}
