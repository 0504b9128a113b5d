import type { Writing } from '../../platform/operation.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { changeSections } from '../../publishing/publication/change-sections.ts';
import { loadPublication, settingsOf, type Settings } from '../../publishing/publication/publication.ts';
import { loadTowns } from '../../record/places/list-towns.ts';
import { nameTowns } from '../../record/places/name-towns.ts';
import { inventedCountry } from '../../record/vocabulary/countries.ts';
import { endSupportMessages } from '../../publishing/support-messages/end-messages.ts';
import { createSupportMessages } from '../../publishing/support-messages/create-messages.ts';
import type { Invented } from './invented-data.ts';
import type { Added } from './setting.ts';

type Changing = Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'change' | 'principal'>;

/**
 * Gives the publication an imprint, sections, a support message and more languages, and lets readers open preserved
 * pages. If someone has already saved settings, adds only the names of towns.
 */
export async function addToPublication(
  writing: Changing,
  { imprint, translations, languages, sections, support, towns }: Invented['publication'],
): Promise<Added> {
  await nameTowns.write({ ...writing, prepared: undefined, input: { towns } });
  const { publication, version } = await loadPublication(writing.tx);
  const fresh = version === 0 && publication.sections.length === 0;
  if (!fresh) return { imprint: null, languages: [], sections: [], support: null, version: 0 };
  const offered = publication.interfaceLanguages;
  const more = languages.filter((one) => !offered.includes(one));
  await change(writing, {
    ...settingsOf(publication),
    imprint,
    translations: [...translations],
    interfaceLanguages: [...offered, ...more],
    replay: true,
  });
  await section(writing, sections);
  const { numbers } = await createSupportMessages.write({
    ...writing,
    prepared: undefined,
    input: { messages: [support] },
  });
  const made = await loadPublication(writing.tx);
  return {
    imprint,
    languages: more,
    sections: sections.map(({ key }) => key),
    support: numbers[0]!,
    version: made.version,
  };
}

/**
 * Removes what the sample added to the publication, except what someone has changed since, or uses for their own
 * articles. Call this after the sample's items have been removed. Returns the new, empty value of `Added`.
 */
export async function takeFromPublication(
  writing: Changing,
  added: Added,
  sample: Invented['publication'],
): Promise<Added> {
  const { tx } = writing;
  await removeTownNames(writing);
  const { publication, version } = await loadPublication(tx);
  const settings = settingsOf(publication);
  const saved = version > added.version;
  const released = await tx.selectFrom('released_capture').select('capture_id').limit(1).executeTakeFirst();
  if (added.imprint)
    await change(writing, {
      ...settings,
      imprint: withoutSample(settings.imprint, added.imprint),
      translations: settings.translations.flatMap((one) => {
        const { language, ...lines } = one;
        const left = withoutSample(lines, sample.translations.find((other) => other.language === language) ?? {});
        return Object.keys(left).length ? [{ language, ...left }] : [];
      }),
      replay: settings.replay && released !== undefined,
      interfaceLanguages: saved
        ? settings.interfaceLanguages
        : settings.interfaceLanguages.filter((one) => !added.languages?.includes(one)),
    });
  const used = new Set((await tx.selectFrom('article_section').select('section').execute()).map((row) => row.section));
  const staying = publication.sections.filter(
    ({ key, names }) =>
      used.has(key) ||
      !added.sections.includes(key) ||
      !same(names, sample.sections.find((one) => one.key === key)?.names),
  );
  if (staying.length < publication.sections.length) await section(writing, staying);
  if (added.support !== null) await deleteSupport(writing, added.support, sample.support);
  return {
    imprint: null,
    languages: [],
    sections: [],
    support: null,
    version: saved ? added.version : (await loadPublication(tx)).version,
  };
}

/** Removes the names of towns of the invented country. No other country has these towns. */
async function removeTownNames(writing: Changing): Promise<void> {
  const towns = (await loadTowns(writing.tx)).filter(({ country }) => country === inventedCountry);
  if (towns.length)
    await nameTowns.write({
      ...writing,
      prepared: undefined,
      input: { towns: towns.map((town) => ({ ...town, names: {} })) },
    });
}

/** The fields of an imprint that differ from those of the sample. */
const withoutSample = <Lines extends Record<string, string | undefined>>(lines: Lines, sample: Partial<Lines>): Lines =>
  Object.fromEntries(Object.entries(lines).filter(([line, text]) => text !== sample[line])) as Lines;

async function change(writing: Changing, to: Settings): Promise<void> {
  const { version } = await loadPublication(writing.tx);
  await changePublication.write({ ...writing, prepared: undefined, input: { version, to } });
}

async function section(writing: Changing, sections: Invented['publication']['sections']): Promise<void> {
  const { version } = await loadPublication(writing.tx);
  await changeSections.write({ ...writing, prepared: undefined, input: { version, sections: [...sections] } });
}

/**
 * Deletes the support message with its counts. If someone has changed the message, it stays; but it ends if its text or
 * its link is still that of the sample.
 */
async function deleteSupport(writing: Changing, number: number, sample: Invented['publication']['support']) {
  const { tx } = writing;
  const row = await tx.selectFrom('support_message').selectAll().where('number', '=', number).executeTakeFirst();
  if (!row) return;
  if (row.version > 1) {
    if (row.title === sample.title || row.body === sample.body || row.donate_url === sample.donateUrl)
      await endSupportMessages.write({ ...writing, prepared: undefined, input: { numbers: [number] } });
    return;
  }
  await tx.deleteFrom('support_message_count').where('support_message_number', '=', number).execute();
  await tx.deleteFrom('support_message').where('number', '=', number).execute();
}

/** Whether two objects have the same names in the same languages. */
const same = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> | undefined): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b ?? {}).toSorted());
