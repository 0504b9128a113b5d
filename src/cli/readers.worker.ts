import { serveReaders } from '../platform/readers/serve-readers.ts';

/** The process of all readers of what comes from outside; each is loaded when it is first used. */
serveReaders([]);
