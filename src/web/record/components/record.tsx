import type { Child } from 'hono/jsx';
import type { Relation } from '../../../record/values/relation.ts';
import { useWords } from '../../kit/view.tsx';
import { ClaimChain, ClaimLink } from './chain.tsx';
import type { ChainLink, Support } from './types.ts';
import { attributedModes, type Mode } from '../../../record/tables.ts';
import { Disputed, Pill } from '../../kit/components/values.tsx';

export type FactValue = {
  value: Child;
  /** The attribution. Left out only for a value by the desk itself (`editorial`). */
  chain?: readonly ChainLink[];
  support?: Support;
  ownWords?: boolean;
  /**
   * How the value is said, such as `alleged`. If it is neither stated nor quoted, it must have a `chain`, because
   * readers must see the speaker of such a value.
   */
  mode?: Mode;
  /** The link to the claims of the value. */
  claim?: string;
  editorial?: boolean;
  deprecated?: boolean;
};
export type Fact = { label: string; values: readonly FactValue[]; relation?: Relation };

/** Labels with values and their speakers. A label can have several values. Values that conflict are marked. */
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
      <p class="muted">
        {one.chain ? (
          <ClaimChain chain={one.chain} mode={one.mode} support={one.support} ownWords={one.ownWords} />
        ) : null}
        {one.editorial ? t('kit.fact.editorial') : null}
        {one.claim ? <ClaimLink href={one.claim} /> : null}
      </p>
    </div>
  );
}
