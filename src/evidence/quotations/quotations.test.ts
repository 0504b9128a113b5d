import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../platform/package-root.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { monitor, testHouse } from '../../platform/testing/test-house.ts';
import { run, type House } from '../../platform/operation.ts';
import { readCapture } from '../../drafting/page/read-capture.ts';
import { readCaptures } from '../copies/read-captures.ts';
import { keepPage } from '../copies/testing/texts.ts';
import { compareQuotations, decideLosses } from './keep.ts';
import { listLosses } from './queue.ts';

const seed = join(packageRoot, '..', 'shared', 'seed', '000_8b1f9d54ddd11b58.txt');
const readAll = (house: House) => readCaptures({ house, reader: readCapture, more: [compareQuotations] });

/** A second page in our own words around the quotation as the letter has it, split by who says it. */
const whole = [
  'A coalition of press freedom groups has written to the authorities in Astana about the treatment of reporters there.',
  '“We are concerned that the growing pattern of disproportionate, and in some cases, illegal actions taken by the prosecutor’s office and the judiciary against Ratel.kz and a number of other media suggests misuse of Kazakhstan’s legal system,” their letter says, “to silence normal criticism crucial to the functioning of a well-ordered democracy.”',
  'Officials had not answered by the weekend, and a spokeswoman for the ministry said that she had not seen the text.',
];

onBothDatabases('quotations across captures', (db) => {
  it.skipIf(!existsSync(seed))('find the missing name once both pages are held (skipped where the reference text is not at hand)', async () => {
    const house = testHouse(db());
    const text = readFileSync(seed, 'utf8');
    const copy = await keepPage(house, { title: 'International organizations question', text });
    await readAll(house);
    expect(await listLosses(db().read, 'open')).toEqual([]);
    const full = await keepPage(house, { title: 'Groups write to Astana', paragraphs: whole });
    await readAll(house);
    const losses = await listLosses(db().read, 'open');
    expect(losses.map((loss) => [loss.lacking.page.brief.number, loss.witness.page.brief.number, loss.words, loss.name])).toEqual([[copy.number, full.number, 'Ratel.kz', true]]);
    expect(losses[0]!.lacking.pieces.filter((piece) => piece.mark === 'missing')).toHaveLength(1);
    expect(losses[0]!.lacking.pieces.map((piece) => (piece.mark === 'missing' ? '‸' : piece.text)).join('')).toContain('judiciary against‸ and a number of other media');
    expect(losses[0]!.witness.pieces.filter((piece) => piece.mark === 'extra').map((piece) => piece.text)).toEqual(['Ratel.kz']);
    await run(house, decideLosses, monitor, { warnings: [losses[0]!.id], state: 'accepted' });
  });
});
