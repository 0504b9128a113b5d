import { Worker } from 'node:worker_threads';

/**
 * A mirror has tens of thousands of folders. Asked for one by one from a pool of threads, each would cost more in the
 * asking than in the listing; listed here, they would keep everybody waiting for half a second.
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

/** All plain files by their path from `root`, and what else stands there (links, sockets); no link is followed. */
export type Listed = { files: Set<string>; others: string[] };

export function listFolder(root: string): Promise<Listed> {
  const thread = new Worker(threadCode, { eval: true, workerData: root, name: 'kronika-mirror-list' });
  return new Promise((resolve, reject) => {
    thread.once('message', ({ files, others }: { files: string; others: string[] }) =>
      resolve({ files: new Set(files ? files.split('\0') : []), others }),
    );
    thread.once('error', reject);
    // After its message this is too late to matter.
    thread.once('exit', () => reject(new Error('The mirror’s folder could not be listed.')));
  });
}
