import { describe, expect, test } from 'vitest';
import { extract } from '../../../evidence/extract/extract.ts';
import { draftPage } from '../../draft.ts';
import type { DraftIncident } from '../../schema.ts';

const read = (title: string, paragraphs: readonly string[]): DraftIncident[] => {
  const html = `<html lang="en"><body><article><h1>${title}</h1><time datetime="2026-05-12">12 May 2026</time>${paragraphs.map((words) => `<p>${words}</p>`).join('')}</article></body></html>`;
  return draftPage(extract(Buffer.from(html), { contentType: 'text/html' })).incidents;
};
/** Acts with their targets: "arrest: Anna Weiss, Pavel Dorn". */
const told = (title: string, ...paragraphs: string[]): string[] =>
  read(title, paragraphs).map(({ act, targets }) => `${act}: ${targets.map(({ name }) => name).join(', ')}`);

const anna = 'Anna Weiss, who edits the weekly Coastal Herald,';
const reporter = 'Anna Weiss, a reporter for the Coastal Herald,';

describe('an act', () => {
  test.each([
    // Custody
    ['arrest', `${anna} was led away and placed under arrest on Monday.`],
    ['detention', `Two men in uniform took ${anna.slice(0, -1)}, to the police station on Monday.`],
    ['detention', `${anna} has spent three nights in a cell.`],
    ['detention', `${anna} was kept at a post of the harbour guard on Monday.`],
    ['detention', `On Monday agents led ${anna} off in handcuffs.`],
    ['detention', `${anna} has been behind bars since May.`],
    ['detention', `${anna} was bundled into a grey van on Monday.`],
    ['detention', `${anna} has been in the custody of the security service since Monday.`],
    ['house-arrest', `A court placed ${anna.slice(0, -1)}, under house arrest on Monday.`],
    ['imprisonment', `${anna} was taken down and put behind bars on Monday.`],
    ['release', `${anna} walked out of Drevno prison on Monday.`],
    ['release', `On Monday the governor pardoned ${anna.slice(0, -1)}.`],
    // Searches and things
    ['home-search', `Detectives turned up at the flat of ${anna.slice(0, -1)}, on Monday.`],
    ['seizure', `On Monday officers left with a laptop and two phones of ${anna.slice(0, -1)}.`],
    ['seizure', `${anna} had her phone taken by police on Monday.`],
    ['seizure', `Police made ${anna} hand over her camera on Monday.`],
    // Questioning
    ['questioning', `Detectives grilled ${anna.slice(0, -1)}, for five hours on Monday.`],
    ['questioning', `${anna} underwent a long interrogation on Monday.`],
    ['summons', `${anna} was told to present herself at the police station on Monday.`],
    ['subpoena', `A judge ordered ${anna} to reveal her source on Monday.`],
    ['subpoena', `On Monday an officer handed ${anna} an order to produce notebooks.`],
    // Proceedings
    ['investigation-opened', `${anna} came under investigation on Monday.`],
    ['investigation-opened', `On Monday prosecutors opened a file on ${anna.slice(0, -1)}.`],
    ['charge-brought', `Prosecutors filed charges of treason against ${anna.slice(0, -1)}, on Monday.`],
    ['charge-brought', `${anna} faces three counts of libel.`],
    ['suspect-named', `${anna} became a suspect on Monday.`],
    ['suit-filed', `A mill wants 40,000 euros from ${anna.slice(0, -1)}.`],
    ['suit-filed', `On Monday a mill took ${anna} to court.`],
    ['suit-filed', `${anna} was hit with a libel suit on Monday.`],
    ['hearing', `${anna} sat before a judge on Monday.`],
    ['conviction', `On Monday a court found ${anna} guilty.`],
    ['acquittal', `On Monday a court found ${anna} not guilty.`],
    ['sentence', `${anna} was handed a one-year suspended sentence on Monday.`],
    ['sentence', `On Monday a court sent ${anna} to prison for two years.`],
    ['sentence', `${anna} got fourteen months on Monday.`],
    ['sentence', `${anna} was condemned to fifteen months on Monday.`],
    ['appeal-decided', `On Monday a court turned down the appeal of ${anna.slice(0, -1)}.`],
    ['charge-brought', `${anna} was formally accused on Monday.`],
    ['judgment', `${anna} must pay a miller 900 euros, a court ruled on Monday.`],
    ['injunction', `On Monday a judge barred ${anna} from naming the miller.`],
    // Access and jobs
    ['denial-of-access', `Guards would not let ${anna} into the hall on Monday.`],
    ['denial-of-access', `Stewards showed ${anna} the door on Monday.`],
    ['denial-of-access', `On Monday guards kept ${anna} out of the chamber.`],
    ['accreditation-refused', `On Monday the presidency took back the press card of ${anna.slice(0, -1)}.`],
    ['expulsion', `On Monday officers escorted ${anna} to a flight to Oslo.`],
    ['expulsion', `The ministry refused to renew the visa of ${anna.slice(0, -1)}, on Monday.`],
    ['dismissal', `On Monday the owner ended his contract with ${anna.slice(0, -1)}.`],
    ['dismissal', `${anna} lost her job on Monday.`],
    // Violence, threats, harassment
    ['killing', `A bomb killed ${anna.slice(0, -1)}, on Monday.`],
    ['death', `The body of ${anna.slice(0, -1)}, was found in a well on Monday.`],
    ['abduction', `On Monday armed men took ${anna} from her car.`],
    ['attack', `Gunmen opened fire on the car of ${anna.slice(0, -1)}, on Monday.`],
    ['attack', `A man went for ${anna} with a knife on Monday.`],
    ['attack', `On Monday fans threw bottles at ${anna.slice(0, -1)}.`],
    ['attack', `${anna} was treated for a split lip on Monday.`],
    ['attack', `${anna} lost two teeth on Monday.`],
    ['threat', `On Monday a trader threatened to burn the house of ${anna.slice(0, -1)}.`],
    ['threat', `${anna} received a bullet in the post on Monday.`],
    ['online-harassment', `${anna} received hundreds of hateful messages on Monday.`],
    ['doxing', 'The home address of the reporter Anna Weiss was spread on Monday.'],
    ['surveillance', `Men in cars have been following ${anna.slice(0, -1)}, since Monday.`],
    ['property-damage', `${anna} found her tyres slashed on Monday.`],
    ['property-damage', `Someone poured petrol over the car of ${anna.slice(0, -1)}, on Monday.`],
  ])('of the type %s is recognised: %s', (act, sentence) => {
    expect(told('News from Drevno', sentence)).toContain(`${act}: Anna Weiss`);
  });

  test.each([
    ['newsroom-search', 'Police burst into the newsroom of the weekly Coastal Herald on Monday.'],
    ['edition-confiscated', 'Police took away all 6,000 copies of the weekly Coastal Herald on Monday.'],
    ['inspection', 'The fire service began an unscheduled inspection of the weekly Coastal Herald on Monday.'],
    ['account-frozen', 'The weekly Coastal Herald had its bank accounts blocked on Monday.'],
    ['blocking', 'On Monday the ministry ordered providers to cut access to the portal Coastal Herald.'],
    ['blocking', 'The portal Coastal Herald could no longer be opened on Monday.'],
    ['removal', 'On Monday a court told the portal Coastal Herald to take down an article.'],
    ['closure', 'On Monday the town evicted the weekly Coastal Herald.'],
    ['closure', 'The weekly Coastal Herald printed its last issue on Monday.'],
    ['suspension', 'On Monday the regulator ordered the station Coastal Herald to stop broadcasting.'],
    ['registration-revoked', 'On Monday the ministry struck the weekly Coastal Herald off the register.'],
    ['registration-revoked', 'On Monday the regulator refused to renew the licence of the station Coastal Herald.'],
    ['sentence', 'On Monday the council slapped a fine of 900 euros on the weekly Coastal Herald.'],
    ['cyberattack', 'The portal Coastal Herald was down for an hour on Monday after a DDoS attack.'],
  ])('of the type %s is recognised: %s', (act, sentence) => {
    expect(told('News from Drevno', sentence)).toContain(`${act}: Coastal Herald`);
  });

  test('is recognised in a headline in the present tense', () => {
    expect(told('Police detain editor of Coastal Herald', `${anna} is 38 years old.`)).toEqual([
      'detention: Anna Weiss',
    ]);
  });

  test.each(['Police plan to arrest the editor', 'The arrest and the editor', 'Gang told to jail editor'])(
    'is not read from an infinitive or a noun in a headline: %s',
    (title) => {
      expect(told(title, `${anna} is 38 years old.`)).toEqual([]);
    },
  );
});

describe('the target of an act', () => {
  test.each([
    [
      'several people are named together',
      'Police beat the reporters Anna Weiss, Pavel Dorn and Ida Lund on Monday.',
      'attack: Anna Weiss, Pavel Dorn, Ida Lund',
    ],
    [
      'the next sentence names them',
      'Two reporters of the weekly Coastal Herald were beaten on Monday. The reporters are Anna Weiss and Pavel Dorn.',
      'attack: Anna Weiss, Pavel Dorn',
    ],
    [
      'the text says whom the police named',
      'On Monday police detained a blogger. The blogger, whom police named as Anna Weiss, is 38.',
      'detention: Anna Weiss',
    ],
    [
      'she is called by her role after her name',
      'Anna Weiss lives in Drevno. The presenter was beaten on Monday.',
      'attack: Anna Weiss',
    ],
    [
      'they work for two outlets',
      'Anna Weiss of Portal 7 and Pavel Dorn of Coast News were turned away on Monday. Both are reporters.',
      'denial-of-access: Anna Weiss, Pavel Dorn',
    ],
    [
      'what she does shows her role',
      'Anna Weiss covers courts for the weekly Coastal Herald. The reporter was beaten on Monday.',
      'attack: Anna Weiss',
    ],
    ['her role is written like a part of her name', 'YouTuber Anna Weiss was beaten on Monday.', 'attack: Anna Weiss'],
  ])('is recognised if %s', (_, sentences, expected) => {
    expect(told('News from Drevno', sentences)).toContain(expected);
  });

  test('is the outlet, if only its founder is mentioned', () => {
    expect(told('News from Drevno', 'On Monday the founder of the portal Coastal Herald was detained.')).toEqual([
      'detention: Coastal Herald',
    ]);
  });

  test('are the two people of the sentence before, if the text says “both”', () => {
    expect(
      told('News from Drevno', 'The reporters Anna Weiss and Pavel Dorn were detained on Monday.', 'Both were beaten.'),
    ).toEqual(['detention: Anna Weiss, Pavel Dorn', 'attack: Anna Weiss, Pavel Dorn']);
  });

  test('is not a place, and not the medium in “TV journalist”', () => {
    expect(
      told('News from Drevno', 'A judge in the port of Calvera has sent the editor of a small paper to prison.'),
    ).not.toContain('sentence: Calvera');
    expect(told('Bomb kills TV journalist', `${reporter} is 38 years old.`).join()).not.toContain('TV');
  });
});

describe('an act that a claim reports', () => {
  const acts = (...paragraphs: string[]): string[] => {
    const html = `<html lang="en"><body><article><h1>News from Drevno</h1>${paragraphs.map((words) => `<p>${words}</p>`).join('')}</article></body></html>`;
    return draftPage(extract(Buffer.from(html), { contentType: 'text/html' })).claims.flatMap((claim) => claim.acts);
  };
  const union = 'The union said that';

  test('is listed if it concerns the media', () => {
    expect(acts(`${union} the reporter Anna Weiss was arrested on Monday.`)).toEqual(['arrest']);
  });
  test.each([
    'Police said that a baker was arrested on Monday over the fire in the mill.',
    'The reporter Anna Weiss said that a man was arrested on Monday.',
    `${union} the reporter Anna Weiss was never arrested.`,
  ])('is left out if it concerns someone else or did not happen: %s', (sentence) => {
    expect(acts(sentence)).not.toContain('arrest');
  });
});
