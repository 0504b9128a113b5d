import type { z } from 'zod';
import { createArticles } from '../../documents/create-articles.ts';
import type { ArticleFormInput } from '../../documents/model/form.ts';
import { linkTranslation } from '../../documents/translations/link-translation.ts';
import { run, type App } from '../../platform/operation.ts';
import { editor, monitor } from '../../platform/testing/test-app.ts';
import { findThing } from '../../record/refs.ts';
import { beginLetter } from '../hosted/begin-letter.ts';
import type { hostedInput } from '../hosted/schema.ts';
import { openVersion } from '../hosted/open-version.ts';
import { publishLetter } from '../hosted/publish-letter.ts';
import { nameKey } from '../signing/signature-texts.ts';
import { inviteOrganisations } from '../signing/invite.ts';

/** Makes every invitation a confirmed signature, as if each organisation had signed and confirmed. */
const signAll = (app: App, letter: number): Promise<void> =>
  app.db.transaction(async (tx) => {
    const at = app.now();
    const { version_id } = await tx
      .selectFrom('letter')
      .select('version_id')
      .where('id', '=', letter)
      .executeTakeFirstOrThrow();
    for (const one of await tx
      .selectFrom('letter_invitation')
      .selectAll()
      .where('letter_id', '=', letter)
      .orderBy('id')
      .execute())
      await tx
        .insertInto('letter_signature')
        .values({
          letter_id: letter,
          invitation_id: one.id,
          kind: 'organisation',
          actor_id: one.actor_id,
          name: one.organisation,
          name_key: nameKey(one.organisation),
          signer: 'A. Director',
          role: 'Director',
          email: one.email,
          language: one.language,
          shown: 'named',
          state: 'confirmed',
          version_id: version_id!,
          nonce: one.nonce,
          signed_at: at,
          confirmed_at: at,
          withdrawn_at: null,
        })
        .execute();
  });

export type MadeLetter = { letter: string; number: number; id: number; text: string };
type Options = {
  title?: string;
  language?: string;
  blocks?: ArticleFormInput['blocks'];
  letter?: z.input<typeof hostedInput>;
  /** The letter in another language. */ translation?: { language: string; title: string };
  signed?: { organisation: string; actor?: string }[];
  /** Leaves the letter open for signatures. */ open?: boolean;
  /** Leaves the letter as a draft. */ drafted?: boolean;
};

const ask: ArticleFormInput['blocks'] = [
  { type: 'paragraph', sentences: [{ text: 'We ask you to look into it.', kind: 'connective' }] },
];

/** A letter that is signed here, for tests: opened, signed by organisations, published. */
export async function makeLetter(
  app: App,
  {
    title = 'The law must not silence the media',
    language = 'en',
    blocks,
    letter,
    translation,
    signed = [{ organisation: 'An organisation' }],
    open,
    drafted,
  }: Options = {},
): Promise<MadeLetter> {
  const begun = await run(app, beginLetter, monitor, {
    title,
    language,
    text: {
      headline: { text: title, kind: 'connective', whole: true },
      byline: { kind: 'by', names: ['Aliya Nurlan'] },
      language,
      blocks: blocks ?? ask,
    },
    letter: {
      addressees: [{ name: 'The General Prosecutor', email: 'prosecutor@authority.example' }],
      demands: [
        {
          [language]: 'Close the investigation.',
          ...(translation && { [translation.language]: 'Прекратите расследование.' }),
        },
      ],
      ...letter,
    },
  });
  if (translation) {
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: translation.title, kind: 'connective', whole: true },
          byline: { kind: 'by', names: ['Aliya Nurlan'] },
          language: translation.language,
          blocks: ask,
        },
      ],
    });
    await run(app, linkTranslation, monitor, { article: made!.article, original: begun.text });
  }
  const thing = async () => (await findThing(app.db.read, 'letter', begun.number))!;
  const { id } = await thing();
  if (drafted) return { ...begun, id };
  await run(app, openVersion, editor, { letter: begun.letter, version: (await thing()).version });
  if (signed.length)
    await run(app, inviteOrganisations, editor, {
      letter: begun.letter,
      invitations: signed.map((one, index) => ({ ...one, email: `office${index + 1}@org.example` })),
    });
  await signAll(app, id);
  if (!open) await run(app, publishLetter, editor, { letter: begun.letter, version: (await thing()).version });
  return { ...begun, id };
}
