import { scratchDir } from './scratch-dir.ts';

process.stdout.write(`${scratchDir('kronika-left-over-')}\n`);
setInterval(() => {}, 60_000);
