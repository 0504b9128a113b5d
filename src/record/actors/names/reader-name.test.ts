import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { file } from '../../filing/file.ts';
import { allNames } from '../../kinds/kind.ts';
import { markOfName, nameFor, readerNameSql, type RecordedName } from './reader-name.ts';
import { detectScript } from './script.ts';

const named = (text: string, language: string | null = null, kind = 'alias'): RecordedName => ({
  text,
  kind,
  language,
  script: detectScript(text),
});

describe('the name of an actor for a reader', () => {
  const names = [
    named('Tavia Merrolin', null, 'preferred'),
    named('TM', 'ru', 'acronym'),
    named('Тавия', 'ru'),
    named('Тавия Мерролин', 'ru', 'transliteration'),
    named('Tavia Merrolinová', 'cs'),
  ];
  const seen = (locale: string): [string, string | undefined] => {
    const name = nameFor(names, locale)!;
    return [name.text, markOfName(name, locale)];
  };

  it('is one in the language of the reader, whole names before others', () => {
    expect(seen('ru')).toEqual(['Тавия Мерролин', undefined]);
    expect(seen('ru-KZ')).toEqual(['Тавия Мерролин', undefined]);
    expect(seen('cs')).toEqual(['Tavia Merrolinová', undefined]);
  });

  it('is otherwise one in the script of the reader, marked with its language', () => {
    expect(seen('kk')).toEqual(['Тавия Мерролин', 'ru']);
    expect(seen('en')).toEqual(['Tavia Merrolin', undefined]);
  });

  it('is otherwise the first, marked with its script', () => {
    expect(seen('ka')).toEqual(['Tavia Merrolin', 'und-Latn']);
    expect(nameFor([named('AFP', null, 'acronym')], 'ru')!.text).toBe('AFP');
    expect(nameFor([], 'ru')).toBeUndefined();
  });
});

onOneDatabase('the name by which a list for a reader is sorted', (db) => {
  it('is the name that the reader sees', async () => {
    const name = (text: string, kind: 'preferred' | 'alias' | 'transliteration' | 'acronym', language?: string) => ({
      text,
      kind,
      ...(language && { language }),
    });
    const app = testApp(db());
    const { actors } = await run(app, file, editor, {
      actors: [
        [name('Tavia Merrolin', 'preferred'), name('Тавия', 'alias', 'ru'), name('Тавия М.', 'transliteration', 'ru')],
        [name('АПС', 'acronym'), name('Association', 'alias', 'en'), name('Qauymdastyq', 'alias', 'kk')],
        [name('Орал', 'preferred', 'kk'), name('ORL', 'acronym', 'en'), name('Uralsk', 'alias'), name('Урал', 'alias')],
        [name('Only', 'preferred', 'fr')],
      ].map((names) => ({ kind: 'person' as const, names })),
    });
    for (const ref of actors)
      for (const locale of ['en', 'ru', 'ru-KZ', 'kk', 'cs', 'ka']) {
        const actor = sql`(select id from thing where kind = 'actor' and number = ${Number(ref.split('/')[1])})`;
        const { rows } = await sql<{ names: RecordedName[]; chosen: string }>`
          select ${allNames(actor, 'desk')} as names, ${readerNameSql(actor, locale)} as chosen`.execute(db().read);
        const { names, chosen } = rows[0]!;
        expect(chosen, `${names[0]!.text} in ${locale}`).toBe(nameFor(names, locale)!.text);
      }
  });
});
