import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { createLaws } from '../create-laws.ts';

const claim = (key: string) => ({
  key,
  wording: `${key} says so.`,
  kind: 'paraphrase' as const,
  mode: 'stated' as const,
  checked: true,
  visibility: 'public' as const,
  chain: [{ asWritten: 'a lawyer', verb: 'said' }],
  support: { kind: 'direct-word' as const, note: 'By telephone.' },
});

onBothDatabases('a claim behind the text of a public law', (db) => {
  it('can be sealed only by an editor, even after the claim was made desk only', async () => {
    const app = testApp(db());
    const made = await run(app, createLaws, editor, {
      filing: { claims: [claim('enacts'), claim('summary'), claim('other')] },
      laws: [
        {
          title: 'Law on outlets',
          language: 'en',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'Law on outlets',
              made: '2016-02-01',
              claim: '#enacts',
              instructions: [
                {
                  act: 'enacts',
                  provision: 'art_1',
                  label: 'Article 1',
                  texts: [{ language: 'en', body: 'An outlet is registered.' }],
                },
                { act: 'enacts', provision: 'art_2', label: 'Article 2', summaries: ['#summary'] },
              ],
            },
          ],
        },
      ],
    });
    const { claims } = made.filed;
    const [enacts, summary, other] = claims as [string, string, string];
    await run(app, setVisibility, editor, { things: claims, visibility: 'desk' });
    const one = await newKeyHolder(app, 'monitor');
    for (const ref of [enacts, summary])
      await expect(one.seal(ref)).rejects.toMatchObject({ code: 'seal_needs_editor', details: { why: 'named' } });
    await one.seal(other);
  });
});
