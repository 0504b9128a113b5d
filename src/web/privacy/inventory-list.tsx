import { inventorySubjects, type InventoryEntry, type InventoryFacts } from '../../platform/inventory.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { wordsOf } from './words.ts';

/**
 * The data inventory in words, grouped by the people whom the data is about. `desk` adds whether these people are
 * informed.
 */
export function InventoryList({
  inventory,
  facts,
  desk = false,
}: {
  inventory: readonly InventoryEntry[];
  facts: InventoryFacts;
  desk?: boolean;
}) {
  const { t } = useView();
  return (
    <>
      {inventorySubjects.map((subject) => {
        const here = inventory.filter((one) => one.of === subject);
        return here.length ? (
          <section class="flow" aria-labelledby={`of-${subject}`}>
            <h2 id={`of-${subject}`}>{t(`privacy.of.${subject}`)}</h2>
            {here.map((one) => (
              <Kept one={one} facts={facts} desk={desk} />
            ))}
          </section>
        ) : null;
      })}
    </>
  );
}

function Kept({ one, facts, desk }: { one: InventoryEntry; facts: InventoryFacts; desk: boolean }) {
  const { t } = useView();
  const { title, what, why, until, where, erased, law } = wordsOf(t, one, facts);
  const lines = [
    ['why', why],
    ['until', until],
    ['where', where],
    ['erasing', erased],
    ...(desk ? [['told', t(one.forReaders ? 'record.public.yes' : 'record.public.no')] as const] : []),
  ] as const;
  return (
    <section class="flow" id={one.key} aria-labelledby={`${one.key}-title`}>
      <h3 id={`${one.key}-title`}>{title}</h3>
      <p>{what}</p>
      <dl class="holding">
        {law ? (
          <div>
            <dt>{t('privacy.law')}</dt>
            <dd>
              <a href={routes.provision({ number: law.provision })}>
                {law.title}, {law.label}
              </a>
            </dd>
          </div>
        ) : null}
        {lines.map(([name, text]) => (
          <div>
            <dt>{t(`privacy.${name}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
