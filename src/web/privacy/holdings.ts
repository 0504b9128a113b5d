import { accountHoldings } from '../../accounts/holdings.ts';
import { documentHoldings } from '../../documents/holdings.ts';
import { draftingHoldings } from '../../drafting/holdings.ts';
import { evidenceHoldings } from '../../evidence/holdings.ts';
import { exchangeHoldings } from '../../exchange/holdings.ts';
import { lawHoldings } from '../../law/holdings.ts';
import { letterFacts, letterHoldings } from '../../letters/holdings.ts';
import type { Holding, HoldingFacts, RoomHoldings } from '../../platform/holdings.ts';
import type { House } from '../../platform/operation.ts';
import { publishingFacts, publishingHoldings } from '../../publishing/holdings.ts';
import type { Publication } from '../../publishing/publication/publication.ts';
import { requestHoldings } from '../../requests/holdings.ts';
import { recordHoldings } from '../../record/holdings.ts';
import { searchHoldings } from '../../search/holdings.ts';

/** Of this room: what stands in a browser, in memory and in the log. */
const webHoldings: RoomHoldings = {
  holdings: [
    {
      key: 'browser',
      of: 'reader',
      where: ['phone'],
      told: true,
      erased: 'self',
      columns: {},
      params: ({ appeals }) => ({ appeals: appeals ? 'yes' : 'no' }),
    },
    { key: 'connections', of: 'reader', where: ['memory'], told: true, erased: 'itself', columns: {} },
    { key: 'log', of: 'reader', where: ['log'], told: true, erased: 'itself', columns: {} },
  ],
  impersonal: [],
};

const rooms: readonly RoomHoldings[] = [
  webHoldings,
  publishingHoldings,
  letterHoldings,
  recordHoldings,
  documentHoldings,
  lawHoldings,
  requestHoldings,
  accountHoldings,
  searchHoldings,
  evidenceHoldings,
  draftingHoldings,
  exchangeHoldings,
];

/** All that any room keeps about people, each with the tables that other rooms add to it. */
export const allHoldings: readonly Holding[] = rooms
  .flatMap(({ holdings }) => holdings)
  .map((one) => ({
    ...one,
    columns: Object.assign({}, one.columns, ...rooms.map(({ more }) => more?.[one.key] ?? {})) as Holding['columns'],
  }));

/** Tables that have nothing about anybody. */
export const impersonalTables: readonly string[] = rooms.flatMap(({ impersonal }) => impersonal);

export const holdingFacts = async (
  { db, config }: Pick<House, 'db' | 'config'>,
  paper: Publication,
): Promise<HoldingFacts> => ({
  mail: config.mail !== null,
  ...(await publishingFacts(db.read, paper)),
  ...(await letterFacts(db.read)),
});

/** What this installation keeps, as it is set up. */
export const holdingsHere = (facts: HoldingFacts): Holding[] => allHoldings.filter(({ when }) => when?.(facts) ?? true);
