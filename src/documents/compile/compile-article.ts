import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { unfit, type CitedClaim, type Unfit } from '../claims/cited-claim.ts';
import { loadCited } from '../claims/load-cited.ts';
import { createArticles, type ArticleVersion } from '../create-articles.ts';
import { articleForm, bylineForm } from '../model/form.ts';
import { compileBlocks, draftLanguageOf } from './compile.ts';
import { toCompilable } from './compilable-claim.ts';

const claimRef = z.string().regex(/^claim\/[1-9]\d{0,15}$/, 'documents.error.claim.bad');

/**
 * A claim that the draft leaves out, and why. `language`: the claim is not in the language of the draft, which is
 * English or Russian.
 */
export type LeftOut = { claim: string; why: Unfit | 'language' };

export type Compiled = ArticleVersion & { left: LeftOut[] };

/** Reasons to leave a claim out. Unchecked and desk-only claims are not left out, because the checks report them. */
const leftOutFor: readonly Unfit[] = ['claim-redacted', 'claim-sealed', 'claim-withdrawn'];

/**
 * Creates a first draft from claims, in their order and in the language of most of them: every sentence names its
 * speakers and cites its claims. The editor enters the headline. It gets the claims of the first sentence as citations
 * that an editor must confirm.
 * @throws AppError `invalid_input` naming unknown claims, or if all claims are left out
 */
export const compileArticle = defineOperation({
  name: 'documents.compileArticle',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    claims: z
      .array(claimRef)
      .min(1, 'documents.error.compile.none')
      .max(300, 'documents.error.many')
      .transform((claims) => [...new Set(claims)]),
    headline: articleForm.shape.headline.shape.text,
    byline: bylineForm.prefault({ kind: 'compiled-by' }),
  }),
  async write(writing): Promise<Compiled> {
    const { tx, input } = writing;
    const cited = await loadCited(tx, input.claims);
    const unknown = input.claims.flatMap((ref, index) =>
      cited.has(ref) ? [] : [{ path: `claims.${index}`, message: 'documents.error.claim.unknown', params: { ref } }],
    );
    if (unknown.length) throw new AppError('invalid_input', { fields: unknown });
    const languages = input.claims.map((ref) => cited.get(ref)!.desk.language);
    const language = draftLanguageOf(languages) ?? 'en';
    const left: LeftOut[] = [];
    const used: CitedClaim[] = [];
    for (const ref of input.claims) {
      const claim = cited.get(ref)!;
      const reason = unfit(claim);
      if (reason && leftOutFor.includes(reason)) left.push({ claim: ref, why: reason });
      else if (claim.desk.language.split('-')[0] !== language) left.push({ claim: ref, why: 'language' });
      else used.push(claim);
    }
    if (used.length === 0)
      throw new AppError('invalid_input', { fields: [{ path: 'claims', message: 'documents.error.compile.nothing' }] });
    const blocks = compileBlocks(
      used.map((claim) => toCompilable(claim, language)),
      language,
    );
    const first = blocks.flatMap((block) => block.sentences ?? []).find((one) => one.claims?.length);
    const cases = [...new Set(used.flatMap((claim) => claim.desk.case?.ref ?? []))];
    const [made] = await createArticles.write({
      ...writing,
      prepared: undefined,
      input: {
        articles: [
          articleForm.parse({
            headline: { text: input.headline, inherited: first?.claims ?? [], whole: true },
            byline: input.byline,
            language,
            blocks,
            cases,
          }),
        ],
      },
    });
    return { ...made!, left };
  },
});

/** The message key of the reason why a claim was left out. */
export const leftOutLabel = (why: LeftOut['why']): string => `documents.compile.left.${why}`;
