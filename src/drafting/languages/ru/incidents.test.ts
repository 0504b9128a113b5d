import { describe, expect, test } from 'vitest';
import { extract } from '../../../evidence/extract/extract.ts';
import { draftPage } from '../../draft.ts';
import type { Draft } from '../../schema.ts';

const read = (...paragraphs: string[]): Draft => {
  const html = `<html lang="ru"><body><article><h1>Новости Дреновска</h1><time datetime="2026-05-12">12 мая 2026</time>${paragraphs.map((words) => `<p>${words}</p>`).join('')}<p>В городе Дреновске есть типография, мельница и паромная переправа.</p></article></body></html>`;
  return draftPage(extract(Buffer.from(html), { contentType: 'text/html; charset=utf-8' }));
};
/** Acts with their targets: "arrest: Анна Вересова". */
const told = (...paragraphs: string[]): string[] =>
  read(...paragraphs).incidents.map(({ act, targets }) => `${act}: ${targets.map(({ name }) => name).join(', ')}`);

describe('an act in Russian', () => {
  test.each([
    ['detention', 'Полицейские без объяснений увезли в отдел журналистку Анну Вересову.'],
    ['detention', 'Журналистка Анна Вересова провела ночь в изоляторе.'],
    ['arrest', 'Суд отправил в СИЗО журналистку Анну Вересову.'],
    ['release', 'После долгих слушаний журналистка Анна Вересова вышла на свободу.'],
    ['questioning', 'Следователи допросили журналистку Анну Вересову.'],
    ['charge-brought', 'Журналистке Анне Вересовой предъявили обвинение в клевете.'],
    ['attack', 'Неизвестные повалили журналистку Анну Вересову на землю.'],
    ['denial-of-access', 'Охрана не впустила журналистку Анну Вересову в зал.'],
    ['dismissal', 'Владелец уволил журналистку Анну Вересову.'],
    ['property-damage', 'Ночью разбили машину журналистки Анны Вересовой.'],
    ['seizure', 'У журналистки Анны Вересовой отобрали камеру.'],
  ])('of the type %s is recognised: %s', (act, sentence) => {
    expect(told(sentence)).toContain(`${act}: Анна Вересова`);
  });

  test.each([
    ['blocking', 'Доступ к сайту «Береговой листок» ограничен.'],
    ['suspension', 'Совет лишил эфира телеканал «Береговой листок».'],
    ['cyberattack', 'Ночью взломали сайт «Береговой листок».'],
  ])('of the type %s is recognised: %s', (act, sentence) => {
    expect(told(sentence)).toContain(`${act}: Береговой листок`);
  });
});

describe('the target of an act', () => {
  test.each([
    ['by a pronoun', 'Анна Вересова давно ведёт рубрику о мельницах в местной газете. Следователи её допросили.'],
    [
      'by the role',
      'Редактор Анна Вересова давно живёт в Дреновске у паромной переправы. Полицейские задержали редактора.',
    ],
  ])('is recognised %s', (_, sentences) => {
    expect(told(sentences).some((one) => one.endsWith(': Анна Вересова'))).toBe(true);
  });

  test('is not someone with a role outside the media', () => {
    expect(told('Газета пишет: депутата Павла Дорнова задержали.').join()).not.toContain('Дорнов');
  });

  test('is not an actor of the claim if only a pronoun means them there', () => {
    const { claims } = read(
      'Анна Вересова давно ведёт рубрику о мельницах в местной газете. Следователи её допросили.',
    );
    expect(claims.at(-1)!.actors.flatMap(({ spans }) => spans)).toEqual([]);
  });
});

describe('no act of pressure', () => {
  test.each([
    'Журналистку Анну Вересову не задержали.',
    'Журналистка Анна Вересова опасается, что её могут задержать.',
  ])('is read from: %s', (sentence) => {
    const { claims, incidents } = read(sentence);
    expect([claims.flatMap(({ acts }) => acts), incidents]).toEqual([[], []]);
  });
});

test('a page that says nothing of the media has no incidents', () => {
  expect(told('Полицейские задержали булочника после пожара на старой мельнице.')).toEqual([]);
});

test('an earlier incident is background', () => {
  const { incidents } = read(
    'Редактора Анну Вересову задержали 10 мая 2026 года.',
    'В 2021 году редактора Анну Вересову избили.',
  );
  expect(incidents.map(({ act, background }) => [act, background])).toEqual([
    ['detention', false],
    ['attack', true],
  ]);
});
