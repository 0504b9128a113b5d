import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import { hostileText, mutatedText, unstorableTexts } from '../platform/testing/fuzz/inputs.ts';
import { readLawInChild } from './import/law-reader.ts';

const akn = '<?xml version="1.0"?><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act"><meta><identification source="#k"><FRBRWork><FRBRthis value="/akn/kz/act/2018-01-01/1/!main"/><FRBRuri value="/akn/kz/act/2018-01-01/1"/><FRBRdate date="2018-01-01" name="adopted"/><FRBRauthor href="#a" as="#author"/><FRBRcountry value="kz"/><FRBRnumber value="1"/></FRBRWork><FRBRExpression><FRBRlanguage language="rus"/></FRBRExpression></identification><lifecycle source="#k"><eventRef eId="e1" date="2018-01-01" type="generation" source="#o"/><eventRef eId="e2" date="2019-01-01" type="amendment" source="#o"/></lifecycle><temporalData source="#k"><temporalGroup eId="g1"><timeInterval start="#e2" refersTo="#x"/></temporalGroup></temporalData><references source="#k"><TLCOrganization eId="a" href="/o" showAs="Parliament"/></references></meta><preamble><p>We.</p></preamble><body><chapter eId="chp_1"><num>1</num><heading>H</heading><article eId="art_1" period="#g1"><num>1.</num><heading>Words</heading><paragraph eId="art_1__para_1"><num>1</num><content><p>Text.</p></content></paragraph></article></chapter></body></act></akomaNtoso>'; // prettier-ignore
const plain =
  'A law\n\nChapter 1\nGeneral\nArticle 1. Words\n1. One.\n(1) two\n1) three\na) four\n274-бап. Сөз\n§ 5 Sechs';

it('hostile laws are read or refused', async () => {
  const inputs = fc.oneof(
    mutatedText([akn, plain]),
    hostileText(8000),
    hostileText(2000).map((text) => `${plain}\n${text}`),
    fc.tuple(fc.constantFrom('language="rus"', 'value="kz"', 'date="2018-01-01"', 'eId="art_1"', 'showAs="Parliament"', 'period="#g1"', 'start="#e2"', 'name="act"', 'type="amendment"'), hostileText(100)).map(([attribute, text]) => akn.replaceAll(attribute, () => `${attribute.split('=')[0]}="${text.replace(/[<&"\0]/g, '')}"`)),
  ); // prettier-ignore
  await fuzz(inputs, async (content) => {
    const read = await outcome(() => readLawInChild(content, 'en'));
    if ('value' in read) expect(unstorableTexts(read.value)).toEqual([]);
  });
});
