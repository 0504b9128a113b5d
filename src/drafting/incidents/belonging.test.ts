import { describe, expect, it } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';

const read = (text: string) =>
  draftPage(extract(new TextEncoder().encode(text), { contentType: 'text/plain; charset=utf-8', url: null }));

/** For each claim with these words, the targets of the incidents that it is about. */
const about = (text: string) => {
  const { claims, incidents } = read(text);
  return (words: string): string[] => {
    const claim = claims.find(({ wording, passage }) => wording.includes(words) || passage.exact.includes(words));
    if (!claim) throw new Error(`no claim: ${words}`);
    return claim.incidents!.map((index) => incidents[index]!.targets.map(({ name }) => name).join(' and '));
  };
};

const page = `Two held on one day

12 March 2031

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031, her lawyer said.

Pavel Dorn, a photographer for the Lighthouse Weekly, was fined 200 euros in Westmark on 10 March 2031, the Westmark District Court said.

“Moroz is innocent,” said Ada Lind, a colleague.

The Lighthouse Weekly said the fine was absurd.

Press Watch said that Moroz and Dorn had only done their work.

“The weather will be fine,” said Ada Lind.`;

describe('the incidents that a claim is about', () => {
  it('are those whose sentence it shares, whose target it names, or whose outlet it names', () => {
    const of = about(page);
    expect(of('Police arrested Lena Moroz')).toEqual(['Lena Moroz']);
    expect(of('was fined 200 euros')).toEqual(['Pavel Dorn']);
    expect(of('is innocent')).toEqual(['Lena Moroz']);
    expect(of('absurd')).toEqual(['Pavel Dorn']);
    expect(of('had only done their work')).toEqual(['Lena Moroz', 'Pavel Dorn']);
    expect(of('The weather')).toEqual([]);
  });

  it('are found in Russian, whatever the case of the name', () => {
    const of = about(`В двух городах задержали журналистов

12 марта 2031 года

Журналистку «Портовой газеты» Лену Морозову задержали в Древно 11 марта 2031 года, сообщила полиция.

Фотографа «Маяка» Павла Дорнова оштрафовали в Вестмарке 10 марта 2031 года, сообщил суд.

«Вина Морозовой не доказана», — заявил её коллега Иван Лядов.

«С Дорновым обошлись несправедливо», — сказала Ада Линд.`);
    expect(of('Вина Морозовой')).toHaveLength(1);
    expect(of('Вина Морозовой')[0]).toContain('Морозов');
    expect(of('С Дорновым')[0]).toContain('Дорнов');
  });
});
