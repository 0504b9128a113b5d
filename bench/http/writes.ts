import { createToken } from '../../src/accounts/tokens/create-token.ts';
import { createArticles } from '../../src/documents/create-articles.ts';
import { run, systemPrincipal, type App } from '../../src/platform/operation.ts';
import { administrator } from '../../src/platform/testing/test-app.ts';
import { routes } from '../../src/web/routes.ts';
import { newAccount } from '../app/new-account.ts';
import { casesOf } from '../fill/records.ts';
import { formOf } from '../mirror/fill.ts';

/** One write: an operation of the API with its input. */
type Write = { act: string; input: unknown };
/** Writes that differ in what readers see of them: nothing, a new claim, or a new article. */
export type Writes = { token: string; kinds: Record<string, (index: number) => Write> };

/** Creates a token of an editor, and a draft for each publication. The index of a write must be below `maxWrites`. */
export async function prepareWrites(app: App, maxWrites: number): Promise<Writes> {
  const token = await makeToken(app);
  const about = (await casesOf(app)).at(-1)!;
  const form = (index: number) => formOf(1_000_000 + index, about);
  const drafts = await run(app, createArticles, systemPrincipal, {
    articles: Array.from({ length: maxWrites }, (_, index) => form(index)),
  });
  const kinds: Writes['kinds'] = {
    'a draft at the desk': (index) => ({
      act: 'create-articles',
      input: { articles: [{ ...form(index), headline: { ...form(index).headline, text: `A draft, ${index}` } }] },
    }),
    'a claim filed to one case': (index) => ({
      act: 'file',
      input: {
        claims: [
          {
            case: about.case,
            wording: `The court heard witness ${index}.`,
            kind: 'paraphrase',
            mode: 'stated',
            checked: true,
            visibility: 'public',
            chain: [{ pagesOwn: true }],
            support: { kind: 'reference', source: about.source },
            statements: [],
          },
        ],
      },
    }),
    'a publication': (index) => ({
      act: 'publish-article',
      input: { article: drafts[index]!.article, version: drafts[index]!.version },
    }),
  };
  return { token, kinds };
}

async function makeToken(app: App): Promise<string> {
  const { accountId } = await newAccount(app, 'editor');
  const { token } = await run(
    app,
    createToken,
    { ...administrator, accountId },
    { name: 'Bench', scopes: ['write:record', 'write:articles', 'publish'], days: 1 },
  );
  return token;
}

/**
 * How long a write took, in milliseconds. Null: it was refused, because too many writes of the account were waiting.
 */
export type Written = { ms: number | null };

/** Sends one write. @throws if it is refused for any other reason than too many writes */
export async function send(port: number, token: string, { act, input }: Write): Promise<Written> {
  const began = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}${routes.api()}/acts/${act}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (response.status === 429) return { ms: null };
  if (!response.ok) throw new Error(`${act}: ${response.status} ${text}`);
  return { ms: performance.now() - began };
}
