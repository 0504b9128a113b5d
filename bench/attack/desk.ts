import { type Answer, type Attackers, type AttackRequest } from './client.ts';

/** Sends requests as a signed-in person, from another IP address than the reader whose waiting time is measured. */
export type Person = {
  /** Sends a form with files to the desk. */
  upload(path: string, fields: Fields, closeAfter?: number): Promise<Answer>;
  get(path: string): Promise<Answer>;
};
type Fields = Readonly<Record<string, string | { name: string; bytes: string | Uint8Array }>>;

const password = 'correct horse battery staple';
/** The number of the attacker, from which `addressOf` derives the IP address of the requests. */
const attacker = 249;

/** Creates the first account, and signs in with it. */
export async function signIn(attackers: Attackers, setup: string): Promise<Person> {
  const account = new URLSearchParams({ name: 'Aigerim', email: 'aigerim@example.org', password, again: password });
  const entered = await attackers.send(attackers.form(setup, account.toString(), attacker));
  const cookie = (entered.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
  if (!cookie.includes('kronika=')) throw new Error(`The first account was not created: ${entered.text}`);
  const ask = (more: AttackRequest): Promise<Answer> =>
    attackers.send({ ...more, from: attacker, headers: { ...more.headers, cookie } });
  const form = await ask({ path: '/desk/new' });
  const token = /name="_token" value="([^"]+)"/.exec(form.text)?.[1];
  if (!token) throw new Error(`/desk/new has no form: ${form.status}`);
  return {
    get: (path) => ask({ path }),
    async upload(path, fields, closeAfter) {
      const data = new FormData();
      data.append('_token', token);
      for (const [name, value] of Object.entries(fields))
        if (typeof value === 'string') data.append(name, value);
        else data.append(name, new Blob([value.bytes as BlobPart]), value.name);
      const sent = new Response(data);
      return ask({
        path,
        method: 'POST',
        headers: { 'content-type': sent.headers.get('content-type')! },
        body: new Uint8Array(await sent.arrayBuffer()),
        ...(closeAfter === undefined ? {} : { closeAfter }),
      });
    },
  };
}
