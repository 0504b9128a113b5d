import type { InventoryEntry, InventoryFacts } from '../../platform/inventory.ts';
import type { MessageParams, Translate } from '../../platform/messages/messages.ts';
import { durationWords } from '../record/components/record-value.tsx';

export type InventoryWords = {
  title: string;
  what: string;
  why: string;
  until: string;
  where: string;
  erased: string;
  law: { title: string; provision: number; label: string } | null;
};

/** An entry of the inventory in words, for this installation. */
export function wordsOf(t: Translate, one: InventoryEntry, facts: InventoryFacts): InventoryWords {
  const given = one.params?.(facts) ?? {};
  const period = typeof given['period'] === 'string' ? given['period'] : '';
  const params: MessageParams = {
    supportMessages: 'no',
    ...given,
    period: period || 'none',
    length: period ? durationWords(t, period) : '',
  };
  const say = (part: string): string => t(`privacy.${one.key}.${part}`, params);
  return {
    title: say('title'),
    what: say('what'),
    why: say('why'),
    until: say('until'),
    where: one.where.map((where) => t(`privacy.where_name.${where}`)).join(', '),
    // Some entries have their own text about deletion, for example if people can delete the data with a link.
    erased: t.has(`privacy.${one.key}.erased`) ? say('erased') : t(`privacy.erased.${one.deletedBy}`),
    law: one.law?.(facts) ?? null,
  };
}
