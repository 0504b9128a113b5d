// The page that checks evidence on the reader's machine: gives the chosen file to the worker, and shows its result.

import type { Answer, Order, Result, Words } from '../work.ts';

type Given = {
  site: string;
  keys: string[];
  waczKeys: string[];
  words: Words;
  /** The texts that this script shows. */
  texts: Record<'result' | 'running' | 'cancelled' | 'percent' | 'save' | 'stopped', string> & {
    /** By code of the error; `other` for all others. */
    failed: Record<string, string>;
    verdicts: Record<string, string>;
  };
};

const form = document.querySelector<HTMLElement>('[data-verify]');
if (form && 'Worker' in window) start(form);

function start(root: HTMLElement): void {
  const { site, keys, waczKeys, words, texts } = JSON.parse(root.dataset['verify']!) as Given;
  const part = <One extends HTMLElement>(name: string): One => root.querySelector<One>(`[data-part="${name}"]`)!;
  const file = part<HTMLInputElement>('file');
  const cancel = part<HTMLButtonElement>('cancel');
  const progress = part<HTMLProgressElement>('progress');
  const running = part('running');
  const status = part('status');
  const result = part('result');
  const address = part<HTMLAnchorElement>('worker').href;
  let worker = startWorker();
  let size = 0;
  let saved = '';

  document.querySelector('[data-verify-without]')?.remove();
  part('form').hidden = false;

  function startWorker(): Worker {
    const one = new Worker(address);
    one.addEventListener('message', ({ data }: MessageEvent<Answer>) => hear(data));
    // The worker could not be loaded, or ran out of memory.
    one.addEventListener('error', () => {
      one.terminate();
      if (running.hidden) part('form').hidden = true;
      else worker = startWorker();
      end(texts.stopped);
    });
    return one;
  }

  const tell = (order: Order): void => worker.postMessage(order);

  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    result.hidden = true;
    size = chosen.size;
    progress.value = 0;
    running.hidden = false;
    status.textContent = texts.running.replace('{file}', chosen.name);
    tell({ act: 'check', file: chosen, name: chosen.name, site, keys, waczKeys, words });
  });

  cancel.addEventListener('click', () => {
    tell({ act: 'cancel' });
    end(texts.cancelled);
    file.focus();
  });

  function end(text: string): void {
    running.hidden = true;
    status.textContent = text;
    // Otherwise, choosing the same file again would cause no event.
    file.value = '';
  }

  function hear(answer: Answer): void {
    if (running.hidden) return;
    if (answer.state === 'progress') {
      progress.value = size ? Math.min(1, answer.read / size) : 1;
      part('percent').textContent = texts.percent.replace('{percent}', String(Math.floor(progress.value * 100)));
    } else if (answer.state === 'failed') end(texts.failed[answer.code] ?? texts.failed['other']!);
    else {
      end(`${texts.result}: ${texts.verdicts[answer.result.verdict]!}`);
      show(answer.result);
    }
  }

  function show({ verdict, said, about, checks, redactions, problems, json }: Result): void {
    const notice = element('div', verdict === 'sealed' ? 'notice' : 'notice strong', [
      element('strong', '', [texts.verdicts[verdict]!]),
      element('p', '', [said]),
    ]);
    const list = element(
      'dl',
      'facts rows',
      checks.map((one) => element('div', '', [element('dt', '', [one.title]), element('dd', 'typed', [one.text])])),
    );
    URL.revokeObjectURL(saved);
    saved = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
    const link = element('a', '', [texts.save]) as HTMLAnchorElement;
    link.href = saved;
    link.download = 'report.json';
    result.hidden = false;
    part('shown').replaceChildren(
      notice,
      element('p', 'typed', [about]),
      ...(problems
        ? [
            element('p', '', [problems.title]),
            element(
              'ul',
              '',
              problems.lines.map((line) => element('li', 'typed', [line])),
            ),
          ]
        : []),
      list,
      ...redactions.map((line) => element('p', 'typed', [line])),
      element('p', '', [link]),
    );
  }
}

function element(name: string, kind: string, children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children);
  return made;
}
