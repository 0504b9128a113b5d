import { Worker } from 'node:worker_threads';

/**
 * Lists a mirror's folder in a thread. It can have tens of thousands of folders. Asynchronous calls would take longer
 * than the reading itself, and synchronous calls in the main thread would block it for half a second.
 */
const threadCode = `
const { readdirSync } = require('node:fs');
const { parentPort, workerData: root } = require('node:worker_threads');
const [files, others, waiting] = [[], [], ['']];
for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop())
  for (const entry of readdirSync(root + '/' + folder, { withFileTypes: true })) {
    const path = folder ? folder + '/' + entry.name : entry.name;
    if (entry.isDirectory()) waiting.push(path);
    else (entry.isFile() ? files : others).push(path);
  }
parentPort.postMessage({ files: files.join('\\0'), others });
`;

/**
 * `files` has all plain files, by their path from the root. `others` has everything else, such as links and sockets.
 * Links are not followed.
 */
export type Listed = { files: Set<string>; others: string[] };

export function listFolder(root: string): Promise<Listed> {
  const thread = new Worker(threadCode, { eval: true, workerData: root, name: 'kronika-mirror-list' });
  return new Promise((resolve, reject) => {
    thread.once('message', ({ files, others }: { files: string; others: string[] }) =>
      resolve({ files: new Set(files ? files.split('\0') : []), others }),
    );
    thread.once('error', reject);
    // If the thread has already sent its result, this rejection has no effect.
    thread.once('exit', () => reject(new Error('The mirror’s folder could not be listed.')));
  });
}
