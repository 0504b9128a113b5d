import { describe, expect, test } from 'vitest';
import { triggers } from './acts.ts';
import { plainOf } from './trigger.ts';

/** The acts that the words of a sentence surely report, or may report. */
const told = (sentence: string, isHint: boolean): string[] => {
  const plain = plainOf(sentence);
  return triggers
    .filter(({ hint, pattern }) => hint === isHint && [...plain.matchAll(pattern)].length > 0)
    .map(({ act }) => act);
};

describe('words that report an act', () => {
  test.each([
    // Police reports and trackers of press freedom
    ['attack', 'Ida Lund was struck in the thigh by a foam round while she filmed the march.'],
    ['attack', 'The photographer took a rubber bullet to the shoulder.'],
    ['attack', 'Troopers fired pepper balls at two reporters.'],
    ['attack', 'A deputy shoved the cameraman against a wall.'],
    ['attack', 'Stewards dragged him out by the collar.'],
    ['attack', 'The blogger was lathi-charged near the depot.'],
    ['attack', 'She was taken to Saint Brandan hospital with a head wound.'],
    ['detention', 'Officers kettled six reporters on the bridge.'],
    ['detention', 'Two photographers were zip-tied and searched.'],
    ['detention', 'Agents loaded the crew into a police van.'],
    ['detention', 'He spent most of Friday in the back of a patrol car, then in a holding cell.'],
    ['arrest', 'The reporter was booked into the Alder County jail.'],
    ['arrest', 'A magistrate sent the columnist to judicial custody.'],
    ['charge-brought', 'The videographer was cited for failure to disperse.'],
    ['charge-brought', 'Police issued her a citation for trespassing.'],
    ['charge-brought', 'The editor was charge-sheeted in March.'],
    ['hearing', 'Dorn pleaded not guilty on Friday.'],
    ['charge-dropped', 'The charges against the student were dropped.'],
    ['investigation-opened', 'An FIR was registered against the correspondent.'],
    ['suspect-named', 'The agency declared the publisher wanted.'],
    // Things
    ['property-damage', 'A man knocked the phone out of her hand.'],
    ['property-damage', 'Camera smashed, reporter unhurt'],
    ['property-damage', 'His windscreen and two cameras were smashed.'],
    ['property-damage', 'Guards wiped her pictures.'],
    ['seizure', 'A guard snatched her phone.'],
    ['seizure', 'The drone was held as evidence.'],
    ['seizure', 'Soldiers stripped the crew of cameras and lights.'],
    ['search', 'Detectives executed a search warrant at the studio.'],
    ['search', 'Police storm the newsroom of a weekly.'],
    ['surveillance', 'Prosecutors secretly obtained the phone records of two reporters.'],
    ['account-frozen', 'The agency put a hold on its accounts.'],
    ['edition-confiscated', 'The copies were dumped in a canal.'],
    // Access and travel
    ['denial-of-access', 'The reporter was ordered to move back.'],
    ['denial-of-access', 'Stewards blocked her camera with a banner.'],
    ['denial-of-access', 'The board closed the meeting to reporters.'],
    ['denial-of-access', 'Deputies ejected the columnist.'],
    ['accreditation-refused', 'The club deactivated his press pass.'],
    ['accreditation-refused', 'Her credentials were yanked on Monday.'],
    ['border-stop', 'The editor was offloaded from a flight to Oslo.'],
    ['border-stop', 'The columnist was kept in the transit zone.'],
    ['expulsion', 'The correspondent was flown out of the country.'],
    ['expulsion', 'Their visas had been shortened.'],
    // Courts and offices
    ['summons', 'The reporter was handed call-up papers.'],
    ['subpoena', 'A judge ordered her to turn over her notes.'],
    ['pre-action-letter', 'A lawyer for the mill wrote to the weekly and demanded an apology.'],
    ['injunction', 'The judge blocked publication of the report.'],
    ['closed-hearing', 'He was tried behind closed doors.'],
    ['case-dismissed', 'Judge tosses suit against weekly'],
    ['settlement', 'The town settled the lawsuit in May.'],
    ['letter-sent', 'The regulator issued a final warning to the station.'],
    ['blocking', 'Ministry pulls plug on two channels'],
    ['suspension', 'The station was yanked off the air.'],
    ['closure', 'Officers chained the gates of the office.'],
    ['takedown-request', 'The video went after an anonymous copyright complaint.'],
    ['takeover', 'The bank placed the paper under external administration.'],
    ['dismissal', 'The host was put on unpaid leave.'],
    ['dismissal', 'The presenter got the sack.'],
    // Threats
    ['threat', 'The guard pulled a pistol on the crew.'],
    ['threat', 'He was held at gunpoint.'],
    ['death-threat', 'Her name stood on a hit list.'],
    ['doxing', 'She had her home address posted on a forum.'],
    ['harassment', 'Farmers hurled abuse at the reporter.'],
    ['online-harassment', 'A torrent of abuse followed.'],
    ['smear', 'The minister called her a traitor.'],
    ['torture', 'He was hung by the wrists.'],
    ['sexual-violence', 'She was groped by two men.'],
    ['killing', 'The editor succumbed to his wounds.'],
  ])('surely report the act %s: %s', (act, sentence) => {
    expect(told(sentence, false)).toContain(act);
  });

  test.each([
    ['seizure', 'Two laptops gone, nothing else touched'],
    ['detention', 'He has not come home since.'],
    ['suspension', 'Viewers saw a blue screen.'],
    ['surveillance', 'A van sat across from her flat.'],
    ['summons', 'The unit wishes to see him.'],
    ['other', 'Three advertisers stay away.'],
    ['closure', 'The lock on the door had been changed.'],
  ])('may report the act %s: %s', (act, sentence) => {
    expect(told(sentence, true)).toContain(act);
  });

  test.each([
    'The editor cited three studies.',
    'A ticket to the match costs nine euros.',
    'The paper printed the list of winners.',
    'She covered the final and went home by bus.',
    'The court published its calendar.',
    'The referee gave him a ticket to the final.',
  ])('are not found in a sentence that reports no act: %s', (sentence) => {
    expect(told(sentence, false)).toEqual([]);
  });
});
