import { expect, it } from 'vitest';
import { createTeam } from '../accounts/teams/change-team.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { administrator } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { propose } from '../record/proposals/propose.ts';
import { findThing } from '../record/refs.ts';
import '../cli/proposable.ts';
import { deskOn } from '../web/testing/desk.ts';
import { dropAmendment } from './change-amendment.ts';
import { createLaws } from './create-laws.ts';
import { loadLaw, type LawView } from './views/law.ts';

const claim = {
  kind: 'paraphrase' as const,
  mode: 'stated' as const,
  chain: [{ asWritten: 'a lawyer', verb: 'said' }],
  support: { kind: 'direct-word' as const, note: 'By telephone.' },
};

onEitherDatabase('an amendment that was entered by mistake', (db) => {
  it('cannot be deleted if a claim names a provision that it inserted, even a claim of another team', async () => {
    const { app, join } = deskOn(db());
    await prepareJobs(db(), []);
    const [member, other, asking] = [await join('editor'), await join('editor'), await join('monitor')];
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    await run(app, createLaws, other.principal, {
      filing: { claims: [{ key: 'says', wording: 'The law was made.', ...claim }] },
      laws: [
        {
          key: 'law',
          title: 'Law on outlets',
          language: 'en',
          changes: ['Law on outlets', 'Amendment'].map((title, index) => ({
            sort: index === 0 ? ('enactment' as const) : ('amendment' as const),
            title,
            claim: '#says',
            instructions: [
              {
                act: index === 0 ? ('enacts' as const) : ('inserts' as const),
                provision: `art_${index + 1}`,
                label: `Article ${index + 1}`,
                summaries: ['#says'],
              },
            ],
          })),
        },
      ],
    });
    const law = async (): Promise<LawView> => loadLaw(db().read, (await findThing(db().read, 'law', 1))!, 'desk');
    const drop = async (title: string): Promise<unknown> => {
      const { version, amendments } = await law();
      const amendment = amendments.find((one) => one.title === title)!.id;
      return run(app, dropAmendment, other.principal, { law: 'law/1', version, amendment });
    };
    await run(app, file, member.principal, {
      team,
      cases: [{ key: 'c', title: 'A case of the team' }],
      claims: [
        {
          ...claim,
          case: '#c',
          wording: 'Article 1 violates the constitution.',
          statements: [
            { subject: 'provision/1', property: 'held-against', value: { text: 'the constitution', language: 'en' } },
          ],
        },
      ],
    });
    await expect(drop('Law on outlets')).rejects.toMatchObject({ code: 'in_use' });
    const { version, amendments } = await law();
    const { proposal } = await run(app, propose, asking.principal, {
      operation: dropAmendment.name,
      input: { law: 'law/1', version, amendment: amendments.find((one) => one.title === 'Amendment')!.id },
      note: 'It was entered twice.',
    });
    await drop('Amendment');
    // The proposal to delete it is already done, because the provision that it would delete is gone.
    const { rows: proposals } = await db().executeSql('select id::int, state from proposal');
    expect(proposals).toEqual([{ id: proposal, state: 'done' }]);
    const { rows } = await db().executeSql("select number::int from thing where kind = 'provision'");
    expect(rows).toEqual([{ number: 1 }]);
  });
});
