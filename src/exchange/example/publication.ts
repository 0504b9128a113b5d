import type { Tx } from '../../platform/database/tx.ts';
import type { Writing } from '../../platform/operation.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { changeSections } from '../../publishing/publication/change-sections.ts';
import { loadPublication, settingsOf, unnamed, type Settings } from '../../publishing/publication/publication.ts';
import { createSupportMessages } from '../../publishing/support-messages/make-messages.ts';
import type { Invented } from './invented-data.ts';
import type { Added } from './setting.ts';

type Changing = Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'change' | 'principal'>;

/**
 * Gives the publication an imprint, sections and a support message, and lets readers open preserved pages. Settings that
 * someone has made already stay as they are.
 */
export async function addToPublication(
  writing: Changing,
  { imprint, sections, support }: Invented['publication'],
): Promise<Added> {
  const { publication, version } = await loadPublication(writing.tx);
  const fresh = version === 0 && publication.sections.length === 0;
  if (!fresh) return { imprint: null, sections: [], support: null };
  await change(writing, { ...settingsOf(publication), imprint, replay: true });
  await section(writing, sections);
  const { numbers } = await createSupportMessages.write({
    ...writing,
    prepared: undefined,
    input: { appeals: [support] },
  });
  return { imprint, sections: sections.map(({ key }) => key), support: numbers[0]! };
}

/**
 * Takes away what the sample added to the publication. What someone has changed since, or uses for articles of their
 * own, stays. Call it when the items of the sample are gone.
 */
export async function takeFromPublication(writing: Changing, added: Added, sample: Invented['publication']) {
  const { tx } = writing;
  const { publication } = await loadPublication(tx);
  const settings = settingsOf(publication);
  const own = JSON.stringify(settings.imprint) !== JSON.stringify(added.imprint);
  const released = await tx.selectFrom('released_capture').select('capture_id').limit(1).executeTakeFirst();
  if (added.imprint)
    await change(writing, {
      ...settings,
      imprint: own ? settings.imprint : unnamed.imprint,
      replay: settings.replay && released !== undefined,
    });
  const used = new Set((await tx.selectFrom('article_section').select('section').execute()).map((row) => row.section));
  const staying = publication.sections.filter(
    ({ key, names }) =>
      used.has(key) ||
      !added.sections.includes(key) ||
      !same(names, sample.sections.find((one) => one.key === key)?.names),
  );
  if (staying.length < publication.sections.length) await section(writing, staying);
  if (added.support !== null) await dropSupport(tx, added.support);
}

async function change(writing: Changing, to: Settings): Promise<void> {
  const { version } = await loadPublication(writing.tx);
  await changePublication.write({ ...writing, prepared: undefined, input: { version, to } });
}

async function section(writing: Changing, sections: Invented['publication']['sections']): Promise<void> {
  const { version } = await loadPublication(writing.tx);
  await changeSections.write({ ...writing, prepared: undefined, input: { version, sections: [...sections] } });
}

/** Deletes the support message with its counts, unless someone has changed it. */
async function dropSupport(tx: Tx, number: number): Promise<void> {
  const row = await tx.selectFrom('appeal').select('version').where('number', '=', number).executeTakeFirst();
  if (row?.version !== 1) return;
  await tx.deleteFrom('appeal_count').where('appeal_number', '=', number).execute();
  await tx.deleteFrom('appeal').where('number', '=', number).execute();
}

/** Names in the same languages, with the same words. */
const same = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> | undefined): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b ?? {}).toSorted());
