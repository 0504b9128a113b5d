import { expect, it } from 'vitest';
import { inRussianTypography } from './russian-typography.ts';

/** A text with its no-break spaces as `~`. */
const shown = (html: string): string => inRussianTypography(html).replaceAll('\u00a0', '~');

it.each([
  ['a date', 'Подписан 28 декабря 2017 г. в Алматы', 'Подписан 28~декабря 2017~г. в~Алматы'],
  ['a number and its noun', '50,2 миллиона тенге, 5 дел, 90 %', '50,2~миллиона тенге, 5~дел, 90~%'],
  ['the number of an article', 'по статье 274 и делу 5, № 118', 'по~статье~274 и~делу~5, №~118'],
  ['a day after a noun', 'удалил статью 17 мая', 'удалил статью 17~мая'],
  ['a dash', 'источников — 10', 'источников~— 10'],
  ['a dash after an element', '<b>числа</b> — это минимум', '<b>числа</b>~— это минимум'],
  ['short words', 'Решение о блокировке, и не в суде', 'Решение о~блокировке, и~не~в~суде'],
  ['short words before an element', 'Состояние на <time>6 апреля</time>', 'Состояние на~<time>6~апреля</time>'],
  ['longer words', 'под судом, это село', 'под судом, это село'],
])('holds together %s', (_, text, expected) => {
  expect(shown(`<p>${text}</p>`)).toBe(`<p>${expected}</p>`);
});

it('writes one full stop after a date that ends a sentence', () => {
  expect(shown('<time>4 апреля 2018 г.</time>. О снятии')).toBe('<time>4~апреля 2018~г.</time> О~снятии');
  const note = '<sup class="refs"><a href="#n">1</a></sup>';
  expect(shown(`<time>4 апреля 2018 г.</time>${note}. О снятии`)).toBe(`<time>4~апреля 2018~г.</time>${note} О~снятии`);
});

it('leaves attributes, forms, scripts and code alone', () => {
  for (const html of [
    '<a href="/ru/search?q=5 дел" title="о деле 5">x</a>',
    '<title>Дело 5 — суд</title>',
    '<option>о деле 5</option>',
    '<textarea>о деле 5</textarea>',
    '<script type="application/ld+json">{"name":"о деле 5"}</script>',
    '<code>о деле 5</code>',
  ])
    expect(inRussianTypography(html)).toBe(html);
});
