import { Dotted } from '../../kit/components/page-parts.tsx';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import { loadFacts, type FactView, type PropertyView } from '../../../record/views/facts.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { relationOf } from '../components/facts.tsx';
import { ClaimChain } from '../components/chain.tsx';
import { ClaimState, Disputed, Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import type { VisibilityKey } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { deskChain, deskSupport, ownWords, propertyWords, valueWords } from './words.ts';

export type FactsWithClaims = { facts: PropertyView[]; claims: Map<number, ClaimView> };

/**
 * Loads the facts about an item, with the claims that state them. The desk, unlike readers, also sees the other values
 * after an editor has marked one as preferred.
 */
export async function loadDeskFacts(db: Reader, id: number): Promise<FactsWithClaims> {
  const facts = (await loadFacts(db, [id], 'desk', { all: true })).get(id) ?? [];
  const claims = await loadClaims(
    db,
    facts.flatMap((fact) => fact.values.flatMap((value) => value.claimIds)),
    'desk',
  );
  return { facts, claims: new Map(claims.map((claim) => [claim.id, claim])) };
}

/** A value in words. If the value refers to an item, the words link to the desk page of the item. */
export function DeskValue({ view }: { view: FactView }) {
  const t = useWords();
  const type = findProperty(view.property)?.value.type;
  const href = view.thing && deskPage(view.thing);
  const words = valueWords(t, view);
  if (type === 'url')
    return (
      <a href={String(view.value)} rel="noopener noreferrer nofollow">
        {words}
      </a>
    );
  if (!view.thing || !href) return <>{words}</>;
  const title = briefTitle(t, view.thing);
  const at = words.indexOf(title);
  if (at < 0) return <a href={href}>{words}</a>;
  return (
    <>
      {words.slice(0, at)}
      <a href={href}>{title}</a>
      {words.slice(at + title.length)}
    </>
  );
}

/**
 * The attribution of a claim, with the state, the access and a link to the claim. `bare`: only the attribution, because
 * the page already shows the rest.
 */
export function SaidLine({ claim, bare }: { claim: ClaimView; bare?: boolean }) {
  const t = useWords();
  return (
    <p class="muted">
      <ClaimChain
        chain={deskChain(t, claim)}
        mode={claim.mode}
        support={deskSupport(t, claim)}
        ownWords={ownWords(claim)}
      />
      {bare || claim.state === 'checked' ? null : (
        <>
          {' '}
          <ClaimState state={claim.state} />
        </>
      )}
      {bare || claim.visibility === 'public' ? null : (
        <>
          {' '}
          <VisibilityBadge visibility={claim.visibility as VisibilityKey} />
        </>
      )}
      {bare ? null : (
        <>
          {' · '}
          <a href={routes.desk.claim({ number: claim.number })}>
            {t('record.desk.claim.number', { number: claim.number })}
          </a>
        </>
      )}
    </p>
  );
}

/** Groups values that come from exactly the same claims, so that their speakers are named once, below the group. */
function together(values: readonly FactView[]): FactView[][] {
  const groups = new Map<string, FactView[]>();
  for (const value of values) {
    const key = `${value.claimIds.join()}|${value.shown}|${value.preferred}`;
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups.values()];
}

function Values({ values, claims }: { values: readonly FactView[]; claims: ReadonlyMap<number, ClaimView> }) {
  const t = useWords();
  const [first] = values;
  const words = (
    <Dotted
      parts={values.map((value) => (
        <DeskValue view={value} />
      ))}
    />
  );
  return (
    <div>
      <p class="value">
        {first!.shown ? words : <s>{words}</s>}{' '}
        {first!.preferred ? <Pill shape="acknowledged">{t('vocabulary.rank.preferred')}</Pill> : null}
      </p>
      {first!.claimIds.map((id) => (claims.has(id) ? <SaidLine claim={claims.get(id)!} /> : null))}
    </div>
  );
}

/**
 * The facts about an item. `mayRank`: whether properties with several values have a link to the form for their ranks.
 */
export function DeskFacts({ of, facts, claims, mayRank }: FactsWithClaims & { of: Brief; mayRank: boolean }) {
  const { t } = useView();
  if (!facts.length) return <p class="muted">{t('record.desk.facts.none')}</p>;
  return (
    <dl class="facts rows">
      {facts.map((fact) => {
        const relation = relationOf({ ...fact, values: fact.values.filter((value) => value.shown) });
        const groups = together(fact.values);
        const open = relation !== null || fact.values.some((value) => !value.shown || value.preferred);
        return (
          <div>
            <dt>
              {propertyWords(t, fact.property)}
              {mayRank && open ? (
                <p>
                  <a
                    class="quiet"
                    href={
                      relation === 'conflicts'
                        ? routes.desk.disagreement({ kind: of.kind, number: of.number, property: fact.property })
                        : routes.desk.act(
                            { kind: of.kind, number: of.number, act: 'rank' },
                            { property: fact.property },
                          )
                    }
                  >
                    {t(relation === 'conflicts' ? 'record.duplicates.desk.link' : 'record.desk.rank.link')}
                  </a>
                </p>
              ) : null}
            </dt>
            <dd class={`values${groups.length > 1 ? ' several' : ''}${relation === 'conflicts' ? ' conflict' : ''}`}>
              {relation === 'conflicts' ? <Disputed /> : relation ? <Pill>{t(`kit.relation.${relation}`)}</Pill> : null}
              {groups.map((group) => (
                <Values values={group} claims={claims} />
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
