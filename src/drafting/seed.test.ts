import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { extract } from '../evidence/extract/extract.ts';
import { draftPage } from './draft.ts';
import { draftSchema, type Draft, type DraftClaim } from './schema.ts';

const folder = fileURLToPath(new URL('../../../shared/seed/', import.meta.url));
const file = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.txt')) : undefined;
if (!file)
  process.stdout.write('skipped: ../shared/seed is not here; the seed page is read in place and never copied\n');

/**
 * The table "who says what" of ../shared/dossier.md, row by row. Each test quotes only the words that it needs to find
 * the sentence.
 */
describe.skipIf(!file)('the seed page', () => {
  let text = '';
  let draft: Draft;
  beforeAll(() => {
    const page = extract(readFileSync(`${folder}${file}`));
    text = page.text;
    draft = draftPage(page);
  });
  const claims = (words: string): DraftClaim[] => draft.claims.filter((claim) => claim.passage.exact.includes(words));
  const chain = (claim: DraftClaim | undefined): (string | null)[] | undefined =>
    claim?.chain.map((link) => link.actor ?? link.asWritten);
  const attributed = (words: string): DraftClaim[] => claims(words).filter((claim) => !claim.pagesOwn);

  test('is a valid draft with correct offsets', () => {
    expect(() => draftSchema.parse(draft)).not.toThrow();
    for (const { passage } of [...draft.claims, ...draft.questions, ...draft.gaps])
      expect(text.slice(passage.start, passage.end)).toBe(passage.exact);
  });

  test('has its fields', () => {
    expect(draft.fields).toMatchObject({
      published: '2018-05-21',
      language: 'en',
      byline: [{ role: 'compiled by', name: 'Ioana Caloianu' }],
      photoCredit: 'Abbas Atilay',
      publisher: 'Transitions Online',
      issn: '1214-1615',
    });
    expect(draft.fields.title).toMatch(/^International Organizations .* Free Press$/);
    expect(draft.fields.standfirst).toMatch(/^Authorities’ crackdown .* bigwigs\.$/);
    expect(draft.fields.body).toHaveLength(11);
  });

  test('sorts all boilerplate out, but no body text', () => {
    const aside = draft.furniture.map((entry) => entry.text).join('\n');
    const body = draft.fields.body.join('\n');
    for (const words of [
      'Support independent',
      'Donate to',
      'Learn more',
      'No, thanks',
      'Bookmark and Share',
      '© Transitions',
      'Published by',
    ]) {
      expect(aside).toContain(words);
      expect(body).not.toContain(words);
    }
    for (const paragraph of draft.fields.body) expect(aside).not.toContain(paragraph);
  });

  test('row 1 and the last two: the page’s own words', () => {
    for (const words of ['A group of 26', 'also obliges journalists', 'belong to the IFEX']) {
      expect(attributed(words)).toEqual([]);
      expect(claims(words)[0]).toMatchObject({ pagesOwn: true, mode: 'stated', chain: [{ verb: null }] });
    }
    expect(claims('A group of 26')[0]).toMatchObject({ dates: [{ edtf: '2018-05-18' }], acts: ['letter-sent'] });
  });

  test('row 2: the letter is quoted, and the missing name is found', () => {
    const [claim] = attributed('We are concerned');
    expect(claim).toMatchObject({
      kind: 'quotation',
      mode: 'quoted',
      chain: [{ actor: null, asWritten: 'the letter', verb: 'read', carriedOver: false }],
    });
    expect(draft.gaps.map((gap) => gap.passage.exact)).toContain('against and');
  });

  test('row 3: the letter refers, Human Rights Watch is quoted for the ground', () => {
    const found = attributed('criminal investigation of two');
    expect(found).toHaveLength(2);
    expect(found.find((claim) => claim.mode === 'stated')).toMatchObject({
      chain: [{ asWritten: 'The letter', verb: 'refers' }],
      dates: [{ edtf: '[2018-03-21..2018-03-31]' }],
    });
    expect(found.find((claim) => claim.mode === 'quoted')).toMatchObject({
      kind: 'quotation',
      chain: [{ actor: 'Human Rights Watch', verb: 'wrote' }],
      wording: 'disseminating knowingly false information',
    });
  });

  test('row 4: the complainant alleges, the page says the rest, the second missing name is found', () => {
    const found = attributed('crosshairs');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ mode: 'alleged', chain: [{ actor: 'Zeinulla Kakimzhanov', verb: 'claimed' }] });
    expect(claims('crosshairs').filter((claim) => claim.pagesOwn)).toHaveLength(1);
    expect(draft.gaps.some((gap) => gap.passage.exact.includes('portal found'))).toBe(true);
  });

  test('rows 5 and 6: Eurasianet, carried over to the suit and the verdict', () => {
    expect(chain(attributed('history of doing battle')[0])).toEqual(['Eurasianet']);
    const [suit, verdict] = attributed('He and his son sued');
    expect(suit).toMatchObject({
      mode: 'stated',
      chain: [{ actor: 'Eurasianet', carriedOver: true }],
      dates: [{ edtf: '2017-01' }],
    });
    expect(suit?.statements).toContainEqual({ property: 'filed', value: '2017-01' });
    expect(verdict).toMatchObject({
      mode: 'ordered',
      chain: [
        { actor: null, asWritten: 'the court verdict', carriedOver: false },
        { actor: 'Eurasianet', carriedOver: true },
      ],
      money: [{ amount: 160000, currency: 'USD', about: true }],
    });
    expect(verdict?.statements).toEqual(
      expect.arrayContaining([
        { property: 'orders', value: 'removal' },
        { property: 'orders', value: 'retraction' },
        { property: 'hearings', value: 'closed' },
        { property: 'damages', value: { amount: 160000, currency: 'USD', about: true } },
      ]),
    );
  });

  test('row 7: Kakimzhanov wrote, Human Rights Watch cited', () => {
    const found = attributed('Despite court rulings');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      kind: 'quotation',
      mode: 'quoted',
      chain: [
        { actor: 'Zeinulla Kakimzhanov', verb: 'wrote', document: 'a Facebook post' },
        { actor: 'Human Rights Watch', verb: 'cited' },
      ],
    });
  });

  test('row 8: an open question, without an invented speaker', () => {
    expect(draft.questions).toHaveLength(1);
    expect(draft.questions[0]!.wording).toMatch(/^whether Kakimzhanov/);
    expect(attributed('remains unclear')).toMatchObject([
      { mode: 'left-unclear', chain: [{ actor: null, asWritten: 'media reports' }] },
    ]);
  });

  test('row 9: critics without names; the approval is the page’s own', () => {
    expect(attributed('approved a package')).toMatchObject([
      { mode: 'alleged', chain: [{ actor: null, asWritten: 'critics', verb: 'said' }] },
    ]);
    const own = claims('approved a package').find((claim) => claim.pagesOwn);
    expect(own).toMatchObject({ mode: 'stated', acts: ['law-signed'] });
    expect(own?.dates[0]?.edtf).toMatch(/^\[2017-12-\d\d\.\.2017-12-31\]$|^\[2017-12-\d\d\.\.2017-12-30\]$/);
  });

  test('row 10: according to AFP', () => {
    const [claim] = attributed('identify users posting');
    expect(claim).toMatchObject({
      mode: 'stated',
      chain: [{ actor: 'Agence France-Presse', asWritten: 'AFP', verb: 'according to' }],
    });
    expect(claim?.statements).toContainEqual({ property: 'retention', value: 'P3M' });
  });

  test('nothing else is attributed', () => {
    expect(draft.claims.filter((claim) => !claim.pagesOwn)).toHaveLength(11);
    expect(draft.gaps).toHaveLength(2);
  });
});
