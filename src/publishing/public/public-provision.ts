import { z } from 'zod';
import { parseProvision } from '../../documents/embeds/registry.ts';
import type { EmbedRef } from '../../documents/model/schema.ts';
import { linesOf, type ProvisionAsOf } from '../../law/views/as-of.ts';
import { textIn, type LawView } from '../../law/views/law.ts';
import { loadProvisionsOn, type ProvisionOn } from '../../law/views/provision-on.ts';
import { group } from '../../platform/text/group.ts';
import type { Reader } from '../../platform/database/tx.ts';

/**
 * A provision in an article, as it was in force on a day, field by field (the invariant "Public by list"). Later
 * amendments of the law do not change it, but new claims in the record about that day do.
 */
export const publicProvision = z.strictObject({
  number: z.number(),
  label: z.string(),
  law: z.strictObject({ number: z.number(), title: z.string() }),
  on: z.iso.date(),
  /** The provision and its parts, in the order of the text. */
  text: z.array(
    z.strictObject({
      label: z.string(),
      standing: z.enum(['not-yet', 'uncertain', 'in-force', 'repealed', 'struck-down']),
      /** The provision's lines: number and heading, then the paragraphs. Null if the record does not have the text. */
      lines: z.array(z.string()).nullable(),
      language: z.string().nullable(),
      /** The number of the claim with the text. */
      claim: z.number().nullable(),
      /**
       * What claims say about the provision, if the record does not have its text. Claims with the same words are
       * grouped.
       */
      said: z.array(
        z.strictObject({
          wording: z.string(),
          language: z.string(),
          quotation: z.boolean(),
          claims: z.array(z.number()),
        }),
      ),
    }),
  ),
});
export type PublicProvision = z.output<typeof publicProvision>;

/** The provisions in embeds, by their refs. */
export const loadProvisionsShown = (db: Reader, embeds: readonly EmbedRef[]): Promise<Map<string, ProvisionOn>> =>
  loadProvisionsOn(
    db,
    new Map(
      embeds.flatMap(({ kind, ref }) => {
        const asked = kind === 'provision' ? parseProvision(ref) : null;
        return asked ? [[ref, asked] as const] : [];
      }),
    ),
  );

/**
 * A provision as readers see it, in the language of the article if the record has such a text, or else in the language
 * of the law.
 */
export function toPublicProvision({ law, one, day }: ProvisionOn, language: string): PublicProvision {
  const { brief, name } = one.provision;
  return {
    number: brief.number,
    label: name,
    law: { number: law.brief.number, title: law.brief.title },
    on: day,
    text: textsOf(law, one, language),
  };
}

function textsOf(
  law: LawView,
  { provision, version, standing, children }: ProvisionAsOf,
  language: string,
): PublicProvision['text'] {
  const ended = standing === 'repealed' || standing === 'struck-down';
  const text = version && textIn(version, language, law.language);
  const own = {
    label: provision.label,
    standing,
    lines: text ? linesOf(text) : null,
    language: text?.language ?? null,
    claim: text?.claim.number ?? null,
    said:
      version && !text
        ? [...group(version.summaries.map((claim) => [`${claim.kind} ${claim.wording}`, claim] as const)).values()].map(
            ([first, ...others]) => ({
              wording: first!.wording,
              language: first!.language,
              quotation: first!.kind === 'quotation',
              claims: [first!, ...others].map((claim) => claim.number),
            }),
          )
        : [],
  };
  return [own, ...(ended ? [] : children.flatMap((child) => textsOf(law, child, language)))];
}
