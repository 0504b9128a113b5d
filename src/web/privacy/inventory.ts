import { accountInventory } from '../../accounts/inventory.ts';
import { documentInventory } from '../../documents/inventory.ts';
import { draftingInventory } from '../../drafting/inventory.ts';
import { evidenceInventory } from '../../evidence/inventory.ts';
import { exchangeInventory } from '../../exchange/inventory.ts';
import { lawInventory } from '../../law/inventory.ts';
import { letterFacts, letterInventory } from '../../letters/inventory.ts';
import type { InventoryEntry, InventoryFacts, ModuleInventory } from '../../platform/inventory.ts';
import type { App } from '../../platform/operation.ts';
import { publishingFacts, publishingInventory } from '../../publishing/inventory.ts';
import type { Publication } from '../../publishing/publication/publication.ts';
import { requestInventory } from '../../requests/inventory.ts';
import { recordInventory } from '../../record/inventory.ts';
import { searchInventory } from '../../search/inventory.ts';
import { workInventory } from '../../work/inventory.ts';

/** The data inventory of `src/web`: data in the browser, in the server's memory, and in its log. */
const webInventory: ModuleInventory = {
  inventory: [
    {
      key: 'browser',
      of: 'reader',
      where: ['phone'],
      forReaders: true,
      deletedBy: 'self',
      columns: {},
      params: ({ supportMessages }) => ({ supportMessages: supportMessages ? 'yes' : 'no' }),
    },
    {
      key: 'connections',
      of: 'reader',
      where: ['memory'],
      forReaders: true,
      deletedBy: 'itself',
      columns: {},
      when: ({ server }) => !server,
    },
    {
      key: 'connections_shared',
      of: 'reader',
      where: ['database'],
      forReaders: true,
      deletedBy: 'itself',
      columns: { budget: [], budget_key: [] },
      when: ({ server }) => server,
    },
    { key: 'log', of: 'reader', where: ['log'], forReaders: true, deletedBy: 'itself', columns: {} },
  ],
  withoutPersonalData: [],
};

const modules: readonly ModuleInventory[] = [
  webInventory,
  publishingInventory,
  letterInventory,
  recordInventory,
  documentInventory,
  lawInventory,
  requestInventory,
  accountInventory,
  searchInventory,
  evidenceInventory,
  draftingInventory,
  exchangeInventory,
  workInventory,
];

/** The data inventory of all modules. Each entry includes the tables that other modules add to it. */
export const dataInventory: readonly InventoryEntry[] = modules
  .flatMap(({ inventory }) => inventory)
  .map((one) => ({
    ...one,
    columns: Object.assign(
      {},
      one.columns,
      ...modules.map(({ ofOtherEntries: more }) => more?.[one.key] ?? {}),
    ) as InventoryEntry['columns'],
  }));

/** Tables whose data is copied from other tables. */
export const repeatingTables: ReadonlySet<string> = new Set(modules.flatMap(({ derived: repeats }) => repeats ?? []));

/** Tables without personal data. */
export const tablesWithoutPersonalData: readonly string[] = modules.flatMap(
  ({ withoutPersonalData }) => withoutPersonalData,
);

export const inventoryFacts = async (
  { db, config }: Pick<App, 'db' | 'config'>,
  paper: Publication,
): Promise<InventoryFacts> => ({
  server: db.kind === 'server',
  mail: config.mail !== null,
  ...(await publishingFacts(db.read, paper)),
  ...(await letterFacts(db.read)),
});

/** The entries of the inventory that apply to this installation, given its settings. */
export const currentInventory = (facts: InventoryFacts): InventoryEntry[] =>
  dataInventory.filter(({ when }) => when?.(facts) ?? true);
