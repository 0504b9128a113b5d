import { sql, type RawBuilder } from 'kysely';
import { isOpen } from '../../record/views/listed.ts';

/**
 * SQL for whether the front page may show an item. It does not show retracted articles, although they stay readable.
 */
export const shownOnFront = (thing: string): RawBuilder<boolean> => {
  const [kind, id] = [sql.ref(`${thing}.kind`), sql.ref(`${thing}.id`)];
  return sql<boolean>`(${isOpen('public', thing)} and case ${kind}
    when 'case' then true
    when 'article' then exists (select from document d where d.id = ${id} and d.state = 'published')
    when 'letter' then exists (select from letter l where l.id = ${id} and (l.stage is null or l.stage = 'published'))
    else false end)`;
};

/** SQL for why the front page may not show an item; null if it may. */
export const hiddenReasonSql = (thing: string): RawBuilder<string | null> => {
  const [kind, id] = [sql.ref(`${thing}.kind`), sql.ref(`${thing}.id`)];
  return sql<string | null>`case when ${shownOnFront(thing)} then null
    when ${sql.ref(`${thing}.withdrawn_at`)} is not null then 'withdrawn'
    when ${kind} = 'article' and exists (select from document d where d.id = ${id} and d.state = 'retracted') then 'retracted'
    else 'hidden' end`;
};
