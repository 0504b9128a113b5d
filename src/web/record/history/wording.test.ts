import { describe, expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { differences } from './differences.ts';
import { lineText } from './wording.ts';

const brief = (kind: string, number: number, title: string): Brief => ({ id: number, kind, number, title }) as Brief;
const names = {
  accounts: new Map<number, string>(),
  teams: new Map<number, string>(),
  byId: new Map([
    [80, brief('event', 80, 'An open letter is sent')],
    [148, brief('claim', 148, 'Websites must identify users.')],
    [149, brief('claim', 149, 'Websites must identify users.')],
  ]),
  byRef: new Map([['article/3', brief('article', 3, 'Return the computers')]]),
};

/** The fields and lines that the history shows of a created item. */
const shown = (kind: string, after: Record<string, unknown>): string[] =>
  differences(messages('en'), { kind, before: null, after }, names).map(
    (one) =>
      `${one.field}: ${'lineChanges' in one ? one.lineChanges.map((each) => 'line' in each && lineText(each.line)).join('; ') : ''}`,
  );

describe('the history shows labels and readable values', () => {
  it.each([
    [
      'law',
      { amendment: { id: 1, law_id: 2, sort: 'enactment', title: 'Criminal Code', made: '2017-12-28', claim_id: 148 } },
      [
        'Version: Kind: Law as enacted · Title: Criminal Code · Signed, adopted or ruled: 28 December 2017 · Claim: Websites must identify users.',
      ],
    ],
    ['law', { title: 'Criminal Code', language: 'und' }, ['Title: Criminal Code']],
    [
      'provision',
      { duty: { id: 1, provision_id: 3, bearer: 'website', act: 'keep', period: 'P3M', secrets: [], says: ['148'] } },
      [
        'Legal duty: Who has the duty: Websites · What they must do: Store data for a period · Period: 3 months · Based on claims: Websites must identify users.',
      ],
    ],
    [
      'provision',
      { duty: { id: 1, provision_id: 3, secrets: ['personal', 'family'], says: ['148', '149'] } },
      ['Legal duty: Kinds of secret: personal, family · Based on claims: Claim 148, Claim 149'],
    ],
    [
      'proposal',
      { operation: 'record.setVisibility', visibility: 'public' },
      ['What is proposed: Change the access', 'Access: Public'],
    ],
    ['proposal', { operation: 'record.withdraw' }, ['What is proposed: Withdraw …']],
    ['provision', { act: 'enacts', label: 'Article 274' }, ['What it does: Enacted', 'Name: Article 274']],
    ['letter', { events: [80] }, ['Events: An open letter is sent']],
    ['letter', { events: 3 }, ['Events: 3']],
    ['letter', { text: 'article/3' }, ['Text: Return the computers']],
    [
      'capture',
      { media_type: 'text/plain; charset=utf-8', charset: 'utf-8', captured_at: '2026-11-28T17:27:54.559Z' },
      ['File type: Plain text', 'Encoding: UTF-8', 'Preserved: 28 Nov 2026, 17:27 UTC'],
    ],
    [
      'claim',
      { chain: [{ as_written: 'Adil Soz', verb: 'published', visibility: 'public' }] },
      ['Attribution: “Adil Soz”, with the word “published”'],
    ],
    ['photo', { sizes: 'some' }, ['Smaller copies of the photo: not all created yet']],
    ['article', { some_newThing_id: 'x' }, ['Some new thing: x']],
  ])('of a %s: %j', (kind, after, words) => expect(shown(kind, after)).toEqual(words));
});
