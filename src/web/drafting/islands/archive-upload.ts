// Uploads a web archive in pieces by the protocol tus (https://tus.io/protocols/resumable-upload). After a broken
// connection, the upload goes on by itself; after a reload, when the same file is chosen again.

import { whenUnlocked } from '../../kit/islands/parts/when-unlocked.ts';

type Unfinished = { file: string; name: string; size: number; modified: number | null; received: number };

const form = document.querySelector<HTMLFormElement>('#archive-upload')!;
const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const [input, bar, stop] = [
  byId<HTMLInputElement>('archive-file'),
  byId<HTMLProgressElement>('archive-progress'),
  byId<HTMLButtonElement>('archive-stop'),
];
const submit = form.querySelector<HTMLButtonElement>('[type=submit]')!;
const words = JSON.parse(form.dataset['words']!) as Record<string, string>;
const unfinished = JSON.parse(form.dataset['unfinished']!) as Unfinished[];
const [limit, pieceSize] = [Number(form.dataset['limit']), Number(form.dataset['piece'])];
/** The longest time between two attempts, in ms. */
const maxPause = 30_000;

const megabytes = new Intl.NumberFormat(document.documentElement.lang, {
  style: 'unit',
  unit: 'megabyte',
  maximumFractionDigits: 1,
});
const say = (key: string, sent = 0, size = 0): void => {
  byId('archive-said').textContent = words[key]!.replace('{sent}', megabytes.format(sent / 1e6)).replace(
    '{size}',
    megabytes.format(size / 1e6),
  );
};
const complain = (text: string): void => {
  byId('archive-wrong').textContent = text;
  if (text) input.focus();
};

/** A response that says why it makes no sense to try again. */
class Refused extends Error {
  status = 0;
}

const startedFor = (file: File): Unfinished | undefined =>
  unfinished.find(
    ({ name, size, modified }) =>
      name === file.name && size === file.size && (modified === null || modified === file.lastModified),
  );

input.addEventListener('change', () => {
  complain('');
  const file = input.files?.[0];
  const started = file && startedFor(file);
  if (started) say('continues', started.received, started.size);
  else byId('archive-said').textContent = '';
});

let running: AbortController | undefined;
stop.addEventListener('click', () => running?.abort());

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (running) return;
  complain('');
  const file = input.files?.[0];
  const wrong = !file ? 'none' : file.size === 0 ? 'empty' : file.size > limit ? 'large' : null;
  if (wrong) complain(words[wrong]!);
  else void upload(file!);
});

async function upload(file: File): Promise<void> {
  const { signal } = (running = new AbortController());
  input.disabled = submit.hidden = true;
  bar.hidden = stop.hidden = false;
  stop.focus();
  let sent = startedFor(file)?.received ?? 0;
  const show = (now: number): void => {
    sent = now;
    bar.value = (now / file.size) * 100;
    say('sending', now, file.size);
  };
  try {
    const address = startedFor(file)?.file ?? (await begin(file, signal));
    await sendAll(file, address, { show, wait: () => say('waiting', sent, file.size), signal });
    say('complete', file.size, file.size);
    location.assign(address.replace('/files/', '/'));
  } catch (error) {
    if (signal.aborted) say('stopped', sent, file.size);
    else byId('archive-said').textContent = '';
    bar.hidden = stop.hidden = true;
    input.disabled = submit.hidden = false;
    running = undefined;
    const gone = error instanceof Refused && error.status === 404 && startedFor(file);
    if (gone) {
      // It was deleted meanwhile, for example in another tab.
      unfinished.splice(unfinished.indexOf(gone), 1);
      return upload(file);
    }
    if (signal.aborted) submit.focus();
    else complain(error instanceof Refused ? error.message : words['changed']!);
  }
}

/** Begins an upload, and returns its address. */
async function begin(file: File, signal: AbortSignal): Promise<string> {
  const metadata = { filename: file.name, modified: String(file.lastModified) };
  const answer = await send('POST', form.dataset['create']!, signal, {
    'upload-length': String(file.size),
    'upload-metadata': Object.entries(metadata)
      .map(([name, value]) => `${name} ${inBase64(value)}`)
      .join(','),
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  if (!answer?.ok) throw await refusal(answer);
  const address = answer.headers.get('location')!;
  unfinished.push({ file: address, name: file.name, size: file.size, modified: file.lastModified, received: 0 });
  return address;
}

const inBase64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCodePoint(byte)).join(''));

type Around = { show(sent: number): void; wait(): void; signal: AbortSignal };

/** Sends the file from where the server has it. Tries again for as long as the server does not answer. */
async function sendAll(file: File, address: string, { show, wait, signal }: Around): Promise<void> {
  const started = startedFor(file);
  for (let tries = 0; ;) {
    // Not HEAD, because its response could not say why it was refused.
    const head = await send('GET', address, signal).catch(unlessStopped(signal));
    if (head?.ok) {
      let offset = Number(head.headers.get('upload-offset'));
      if (started) started.received = offset;
      show(offset);
      for (let goesOn = true; goesOn && offset < file.size;) {
        const bytes = await file.slice(offset, offset + pieceSize).arrayBuffer();
        const answer = await patch(address, { offset, bytes, signal, progress: (part) => show(offset + part) });
        goesOn = answer?.ok === true;
        if (answer?.ok) {
          offset = Number(answer.headers.get('upload-offset'));
          if (started) started.received = offset;
          tries = 0;
          show(offset);
        } else if (isFinal(answer)) throw await refusal(answer);
        else show(offset);
      }
      if (offset >= file.size) return;
    } else if (isFinal(head)) throw await refusal(head);
    wait();
    await pause(Math.min(maxPause, 1000 * 2 ** tries++), signal);
  }
}

/** Whether it makes no sense to try again. The offset can be wrong, a proxy or the server can be away. */
const isFinal = (answer: Response | null): boolean =>
  answer !== null &&
  !answer.ok &&
  answer.status !== 409 &&
  answer.status !== 429 &&
  !(answer.status >= 500 && answer.status < 507);

const unlessStopped =
  (signal: AbortSignal) =>
  (error: unknown): null => {
    if (signal.aborted) throw error;
    return null;
  };

/** The CSRF token, which changes when the session is unlocked. */
const token = (): string => form.querySelector<HTMLInputElement>('[name=_token]')?.value ?? '';
const headers = (more: Record<string, string>): Record<string, string> => ({
  accept: 'application/json',
  'tus-resumable': '1.0.0',
  'x-kronika-token': token(),
  ...more,
});

const send = (
  method: string,
  address: string,
  signal: AbortSignal,
  more: Record<string, string> = {},
): Promise<Response> =>
  whenUnlocked(() => fetch(address, { method, headers: headers(more), signal, redirect: 'manual' }));

type Piece = { offset: number; bytes: ArrayBuffer; signal: AbortSignal; progress(sent: number): void };

/** Sends a piece. Null if the connection is broken. Only XMLHttpRequest tells how much was sent. */
function patch(address: string, { offset, bytes, signal, progress }: Piece): Promise<Response | null> {
  return whenUnlocked(
    () =>
      new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('PATCH', address);
        const sent = headers({ 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' });
        for (const [name, value] of Object.entries(sent)) request.setRequestHeader(name, value);
        request.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
        request.addEventListener('load', () => resolve(responseOf(request)));
        for (const kind of ['error', 'abort', 'timeout'])
          request.addEventListener(kind, () => reject(new TypeError(kind)));
        // A listener that stays would keep the bytes of its piece in memory until the upload ends.
        const stop = (): void => request.abort();
        request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
        signal.addEventListener('abort', stop);
        request.send(bytes);
      }),
  ).catch(unlessStopped(signal));
}

function responseOf(request: XMLHttpRequest): Response {
  const lines = request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/);
  const received = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return new Response(request.status === 204 ? null : request.responseText, {
    status: request.status,
    headers: received,
  });
}

async function refusal(answer: Response | null): Promise<Refused> {
  const problem = (await answer?.json().catch(() => null)) as { detail?: string; title?: string } | null | undefined;
  return Object.assign(new Refused(problem?.detail ?? problem?.title ?? words['away']!), {
    status: answer?.status ?? 0,
  });
}

/** Waits. Ends early when the browser is online again. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    }
    window.addEventListener('online', done);
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });

byId('archive-no-script').hidden = true;
form.hidden = false;
