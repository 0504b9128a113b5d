import { describe, expect, it } from 'vitest';
import { directionOf, withDirections } from './direction.ts';

describe('the direction of a language', () => {
  it('is that of the script in which it is usually written, or which its tag names', () => {
    expect(['ar', 'fa-AF', 'he', 'ur', 'ckb', 'uz-Arab', 'az-Arab-IR', 'dv', 'yi'].map(directionOf)).toEqual(
      Array(9).fill('rtl'),
    );
    expect(['en', 'ru', 'kk', 'cs', 'uz', 'ar-Latn', 'zh', '', 'not a tag'].map(directionOf)).toEqual(
      Array(9).fill('ltr'),
    );
  });

  it('is added to every element with a language, if one of them is written from right to left', () => {
    expect(withDirections('<html lang="en"><a hreflang="ar"><q lang="ar">…</q></html>')).toBe(
      '<html lang="en" dir="ltr"><a hreflang="ar"><q lang="ar" dir="rtl">…</q></html>',
    );
    const usual = '<html lang="en"><a hreflang="ar">lang=&quot;ar&quot;</a><q lang="ru">…</q></html>';
    expect(withDirections(usual)).toBe(usual);
  });
});
