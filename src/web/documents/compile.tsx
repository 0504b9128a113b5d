import { z } from 'zod';
import { compileArticle, leftOutLabel, type LeftOut } from '../../documents/compile/compile-article.ts';
import { compileBlocks, draftLanguageOf } from '../../documents/compile/compile.ts';
import { toCompilable } from '../../documents/compile/compilable-claim.ts';
import { unfit, type CitedClaim } from '../../documents/claims/cited-claim.ts';
import { loadCited } from '../../documents/claims/load-cited.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { Empty, Notice } from '../kit/components/page-parts.tsx';
import type { Pages } from '../kit/context.ts';
import { defineForm } from '../kit/forms/form.ts';
import { readBody } from '../kit/forms/body.ts';
import { filterValues, routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { atDesk } from '../kit/desk/who.ts';
import { claimsToCite } from '../publishing/articles/queries.ts';
import { formPage } from '../kit/pages/form-page.tsx';

const compileForm = defineForm({
  name: 'compile',
  schema: z.object({
    headline: z.string('documents.error.headline.missing').max(300, 'documents.error.text.long'),
    names: z.string().max(1000, 'documents.error.text.long').default(''),
    claims: z.array(z.string()).min(1, 'documents.error.compile.none'),
  }),
  fields: {
    headline: {
      kind: 'text',
      label: 'publishing.articles.headline',
      hint: 'publishing.articles.compile.headline_hint',
      maxLength: 300,
    },
    names: {
      kind: 'textarea',
      label: 'publishing.articles.compile.names',
      hint: 'publishing.articles.byline_names_hint',
      optional: true,
      rows: 2,
    },
    claims: {
      kind: 'checkboxes',
      label: 'publishing.articles.compile.claims',
      hint: 'publishing.articles.compile.claims_hint',
    },
  },
});

type Choice = { cited: CitedClaim[]; left: Map<string, LeftOut['why']> };

/**
 * The refs of the claims for a draft, from the address of the page. The address either lists claims by number, or has
 * search words and a case. A search finds at most 300 claims.
 */
async function chosen(db: Reader, url: URL): Promise<string[]> {
  const named = filterValues(url, 'claim')
    .filter((one) => /^[1-9]\d{0,15}$/.test(one))
    .map((one) => `claim/${one}`);
  if (named.length) return named;
  const q = url.searchParams.get('q')?.trim().slice(0, 200) || undefined;
  const inCase = url.searchParams.get('case');
  const found = await claimsToCite(db, {
    find: q,
    cases: inCase && /^[1-9]\d{0,15}$/.test(inCase) ? [`case/${inCase}`] : [],
    most: 300,
  });
  return found.map((claim) => claim.ref).toSorted((a, b) => Number(a.slice(6)) - Number(b.slice(6)));
}

async function choiceOf(db: Reader, refs: readonly string[]): Promise<Choice> {
  const found = await loadCited(db, refs);
  const cited = refs.flatMap((ref) => found.get(ref) ?? []);
  const left = new Map<string, LeftOut['why']>();
  const language = draftLanguageOf(cited.map((claim) => claim.desk.language));
  for (const claim of cited) {
    const reason = unfit(claim);
    if (reason) left.set(claim.ref, reason);
    else if (claim.desk.language.split('-')[0] !== language) left.set(claim.ref, 'language');
  }
  return { cited, left };
}

/** The page for a first draft from claims: the claims, the headline, and a preview. */
export const compilePages: Pages = (web) => {
  // Receives the claims that someone selected in a list. The redirect puts their numbers into the address, so that
  // people can save the link.
  web.post(routes.desk.chooseForArticle.pattern, async (c) => {
    await atDesk(c);
    const { claims } = await readBody(c);
    const numbers = (Array.isArray(claims) ? claims : [claims]).flatMap((one) =>
      typeof one === 'string' && one.startsWith('claim/') ? one.slice(6) : [],
    );
    return c.redirect(routes.desk.compileArticle({ claim: numbers }), 303);
  });

  formPage(web, routes.desk.compileArticle, {
    operation: compileArticle,
    load: async ({ c, db }) => {
      const { cited, left } = await choiceOf(db, await chosen(db, new URL(c.req.url)));
      return { cited, left, preview: [] as string[] };
    },
    form: compileForm,
    title: 'publishing.articles.compile.title',
    crumbs: ({ t }) => [{ label: t('publishing.articles.title'), href: routes.desk.articles() }],
    lead: 'publishing.articles.compile.lead',
    save: 'publishing.articles.compile.submit',
    more: [{ intent: 'preview', label: 'publishing.articles.compile.preview' }],
    home: () => routes.desk.articles(),
    options: ({ t, view: { cited, left } }) => ({
      claims: cited.map(({ ref, desk: claim }) => ({
        value: ref,
        text: `${claim.number}: ${claim.visibility === 'sealed' ? t('documents.compile.left.claim-sealed') : claim.wording}`,
        lang: claim.visibility === 'sealed' ? undefined : claim.language,
        hint: left.has(ref) ? leftOutLabel(left.get(ref)!) : undefined,
      })),
    }),
    values: ({ principal, view: { cited, left } }) => {
      const cases = new Map(
        cited.flatMap(({ desk: claim }) =>
          claim.case && !claim.case.hidden ? [[claim.case.number, claim.case.title]] : [],
        ),
      );
      return {
        headline: cases.size === 1 ? [...cases.values()][0]! : '',
        names: principal.name,
        claims: cited.filter(({ ref }) => !left.has(ref)).map(({ ref }) => ref),
      };
    },
    body: (form, { t, view: { cited, preview } }) =>
      cited.length ? (
        <>
          {preview.length ? <Preview texts={preview} /> : null}
          {form}
        </>
      ) : (
        <Empty
          title={t('publishing.articles.compile.none')}
          action={{
            href: routes.desk.claims({ state: 'checked' }),
            label: t('publishing.articles.compile.to_claims'),
          }}
        >
          {t('publishing.articles.compile.none_lead')}
        </Empty>
      ),
    submit: async ({ headline, names, claims }, { run, view, intent, again }) => {
      if (intent === 'preview') {
        const cited = view.cited.filter(
          ({ ref }) =>
            claims.includes(ref) &&
            !['claim-sealed', 'claim-redacted', 'claim-withdrawn'].includes(view.left.get(ref) ?? ''),
        );
        const language = draftLanguageOf(cited.map(({ desk }) => desk.language)) ?? 'en';
        view.preview = compileBlocks(
          cited
            .filter(({ desk }) => desk.language.split('-')[0] === language)
            .map((claim) => toCompilable(claim, language)),
          language,
        ).map((block) => (block.sentences ?? []).map((one) => one.text).join(' '));
        return again();
      }
      const byline = { kind: 'compiled-by' as const, names: names.split(/\n|;/) };
      const made = await run(compileArticle, { claims, headline, byline });
      return routes.desk.writeArticle({ number: made.number });
    },
  });
};

function Preview({ texts }: { texts: readonly string[] }) {
  const { t } = useView();
  return (
    <Notice title={t('publishing.articles.compile.reads')}>
      <div class="text flow">
        {texts.map((one) => (
          <p>{one}</p>
        ))}
      </div>
    </Notice>
  );
}
