import { describe, expect, it } from 'vitest';
import { markedIn } from './pictured.ts';

const names = ['Sapa Mekebayev', 'Marat Asipov', 'Сапа Мекебаев'];
const shown = (text: string) =>
  markedIn(text, names).map(({ start, end, actor }) => [text.slice(start, end), names[actor]]);

describe('“(pictured)”', () => {
  it.each([
    ['Sapa Mekebayev (pictured) was fined.', [['Sapa Mekebayev (pictured)', 'Sapa Mekebayev']]],
    [
      'Forbes’s Mekebayev (pictured left) and Marat Asipov (pictured right).',
      [
        ['Mekebayev (pictured left)', 'Sapa Mekebayev'],
        ['Marat Asipov (pictured right)', 'Marat Asipov'],
      ],
    ],
    ['Marat Asipov, the editor [pictured], left.', [['[pictured]', 'Marat Asipov']]],
    ['Суд оштрафовал Мекебаева (на фото).', [['Мекебаева (на фото)', 'Сапа Мекебаев']]],
    ['A policeman (pictured) before Sapa Mekebayev.', []],
    ['Sapa Mekebayev was fined.', []],
  ])('belongs to the person named beside it: %s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });
});
