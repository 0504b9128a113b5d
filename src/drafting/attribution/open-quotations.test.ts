import { expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';

/** "speaker | wording" of each attributed claim; "–" stands for an unknown speaker. */
const read = (...paragraphs: string[]): string[] => {
  const html = `<html lang="en"><body><article><h1>A raid in Drevno</h1><p>The newsroom of the weekly is in Drevno, where it has been printed since 1990.</p>${paragraphs.map((words) => `<p>${words}</p>`).join('')}</article></body></html>`;
  return draftPage(extract(Buffer.from(html), { contentType: 'text/html' }))
    .claims.filter((claim) => !claim.pagesOwn)
    .map(({ chain, wording }) => `${chain[0]!.actor ?? chain[0]!.asWritten ?? '–'} | ${wording}`);
};

test.each([
  ['Anna Weiss was brief: “We invited them. They did not come.”', ['Anna Weiss | We invited them. They did not come.']],
  ['On the door was a note with “You have been warned twice” in red ink.', ['– | You have been warned twice']],
])('a quoted sentence is a claim, even without a verb of saying: %s', (sentence, expected) => {
  expect(read(sentence).map((line) => line.replace(/[.]$/, ''))).toEqual(
    expected.map((line) => line.replace(/[.]$/, '')),
  );
});

test.each([
  'The law obliges editors to “verify the accuracy of what they print”.',
  'Her film “The Sea That Was Sold Twice” opens in May.',
  'The column was headlined “Whose sugar is it anyway”.',
  'They called it “a bad day”.',
])(
  'a title, a few words or the words of a law in quotation marks are no claim of an unknown speaker: %s',
  (sentence) => {
    expect(read(sentence).filter((line) => line.startsWith('–'))).toEqual([]);
  },
);

test.each([
  ['The union supports an appeal.', 'The union | The union supports an appeal.'],
  ['Anna Weiss remembers that nobody wore a number.', 'Anna Weiss | Nobody wore a number.'],
  ['The lawyer doubts that they will return it.', 'The lawyer | They will return it.'],
  ['Specialists say the law is vague.', 'Specialists | The law is vague.'],
])('“supports”, “remembers”, “doubts” and “say” make a claim of their subject: %s', (sentence, expected) => {
  expect(read(sentence)).toEqual([expected]);
});

test('“Police questioned” someone is no claim of the police', () => {
  expect(read('Police questioned a neighbour on Monday.', 'Police questioned her on Tuesday.')).toEqual([]);
});
