import { describe, expect, it } from 'vitest';
import { faces, scripts, sourceOf } from './subsets.mjs';
import { openFace, widthOf } from './widths.ts';

/** Letters of languages beside the 26 of English. */
const letters = {
  Albanian: 'çëÇË',
  Croatian: 'čćđšžČĆĐŠŽ',
  Czech: 'áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ',
  Danish: 'æøåÆØÅ',
  Estonian: 'äõöüšžÄÕÖÜŠŽ',
  French: 'àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ',
  German: 'äöüßÄÖÜẞ',
  Hungarian: 'áéíóöőúüűÁÉÍÓÖŐÚÜŰ',
  Icelandic: 'áðéíóúýþæöÁÐÉÍÓÚÝÞÆÖ',
  'Kazakh in Latin': 'äğıñöşüūÄĞİÑÖŞÜŪ',
  Latvian: 'āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ',
  Lithuanian: 'ąčęėįšųūžĄČĘĖĮŠŲŪŽ',
  Polish: 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ',
  Portuguese: 'áâãàçéêíóôõúÁÂÃÀÇÉÊÍÓÔÕÚ',
  Romanian: 'ăâîșțĂÂÎȘȚ',
  Slovak: 'áäčďéíĺľňóôŕšťúýžÁÄČĎÉÍĹĽŇÓÔŔŠŤÚÝŽ',
  Spanish: 'áéíñóúü¡¿ÁÉÍÑÓÚÜ',
  Turkish: 'çğıöşüÇĞİÖŞÜ',
  Russian: 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№',
  Belarusian: 'іўІЎ',
  Kazakh: 'әғқңөұүһіӘҒҚҢӨҰҮҺІ',
  Kyrgyz: 'ңөүҢӨҮ',
  Serbian: 'ђјљњћџЂЈЉЊЋЏ',
  Tajik: 'ғӣқӯҳҷҒӢҚӮҲҶ',
  Tatar: 'әөүҗңһӘӨҮҖҢҺ',
  Ukrainian: 'ґєіїҐЄІЇ',
};
const scriptOf = (letter: string) => Object.entries(scripts).find(([, all]) => all.includes(letter))?.[0];

describe('the characters of the fonts', () => {
  it.each(Object.entries(letters))('include %s, in one file beside English', (_, all) => {
    expect(Array.from(all).filter((letter) => scriptOf(letter) === undefined)).toEqual([]);
    expect(new Set(Array.from(all, scriptOf)).size).toBe(1);
  });

  it('are each in one file', () => {
    const all = Array.from(Object.values(scripts).join(''));
    expect(all.filter((letter, at) => all.indexOf(letter) !== at)).toEqual([]);
  });

  // A browser would fetch a file for a character that is not in the file.
  it.each(faces)('are in $family $weight $style', (face) => {
    const font = openFace([sourceOf(face)]);
    expect(Array.from(Object.values(scripts).join('')).filter((letter) => widthOf(font, letter) === undefined)).toEqual(
      [],
    );
  });
});
