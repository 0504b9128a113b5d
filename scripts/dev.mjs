// npm run dev: serves from source. When a file is saved, the affected modules and the open pages are reloaded. Vite
// transforms the modules and records which module imports which. The server restarts in this process.
import './node-version.mjs';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { transform } from './transform.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src/');
const serveFile = join(sources, 'cli/serve/serve.ts');
const inputs = /^(src|messages|migrations)\/(?!.*\.(test\.tsx?|md)$)/;
/**
 * Saved files are read when this many milliseconds have passed without another save, because a Git checkout saves many
 * files in a row. The time must be longer than 50 milliseconds: the watcher does not report a change of a file that
 * follows another within that time.
 */
const settling = 60;
/** If files are saved without a pause, they are read after this many milliseconds. */
const longestWait = 5000;

ensureInstalled({ development: true });
const [{ createServer }, { buildAssets }, { takeViewer }] = await Promise.all([
  import('vite'),
  import('./assets.mjs'),
  import('./viewer.mjs'),
]);
const say = (text) => process.stderr.write(`${text}\n`);

const vite = await createServer({
  configFile: false,
  root,
  appType: 'custom',
  clearScreen: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: { ignored: ['**/dist*/**', '**/data/**'] } },
  optimizeDeps: { noDiscovery: true },
  ...transform,
  environments: { ssr: { resolve: { external: true } } },
});
const { runner } = vite.environments.ssr;
const { compileEngine } = await runner.import(join(sources, 'platform/database/embedded/engine.ts'));
const engine = await compileEngine();

/** Modules to be evaluated again. A module that fails stays here until it works. */
const stale = new Set();
/** Files that the style sheets and scripts are built from. */
let assets = new Set();

const ownModules = () =>
  [...runner.evaluatedModules.idToModuleMap.values()].filter((module) => module.file.startsWith(sources));

/**
 * Marks `file` and all modules that import it as outdated. If the file is data rather than a module, any module may
 * have read it. Then all modules are outdated.
 */
function forget(file) {
  // Vite does this too, but later if the machine is busy. Then the old text of the file would be evaluated again.
  vite.environments.ssr.moduleGraph.onFileChange(file);
  const evaluated = runner.evaluatedModules;
  if (file.startsWith(join(root, 'messages'))) file = join(sources, 'platform/messages/messages.ts');
  if (!evaluated.getModulesByFile(file) && assets.has(relative(root, file))) return;
  const reached = new Set(evaluated.getModulesByFile(file) ?? ownModules());
  for (const module of reached) {
    stale.add(module.id);
    for (const importer of module.importers) reached.add(evaluated.getModuleById(importer));
  }
}

/** Evaluates outdated modules and builds the assets. @returns the module that serves */
async function build() {
  const loading = loadModules().catch(() => {
    // Now all modules are evaluated again. Some modules have a list to which others add entries, such as the kinds of
    // items. They refuse an entry that is already in the list, so the lists must be empty again.
    for (const { id } of ownModules()) stale.add(id);
    return loadModules();
  });
  const [module, built] = await Promise.all([loading, buildAssets(join(root, 'dist'), { development: true })]);
  assets = new Set(built);
  return module;
}

async function loadModules() {
  for (const id of stale) {
    const module = runner.evaluatedModules.getModuleById(id);
    if (module) runner.evaluatedModules.invalidateModule(module);
  }
  const module = await runner.import(serveFile);
  // The order is that of the first start. The kinds of items must all be known before a module reads their list.
  for (const { id, evaluated } of ownModules())
    if (stale.has(id) && !evaluated && existsSync(id)) await runner.import(id);
  stale.clear();
  return module;
}

const script = `const own = new URL(document.currentScript.src).search.slice(1);
new EventSource('/dev/reload').onmessage = ({ data }) => { if (data !== own) location.reload(); };`;

/** The current request handler. Requests wait for `ready` while the server restarts. */
let app;
let version;
let ready;
let open;
const close = () => (ready = new Promise((resolve) => (open = resolve)));
close();
/** Open pages: for each, a function that sends it a version. */
const pages = new Set();

async function answer(request, env) {
  const { pathname } = new URL(request.url);
  if (pathname === '/dev/reload.js') return new Response(script, { headers: { 'content-type': 'text/javascript' } });
  if (pathname === '/dev/reload') return events();
  await ready;
  // Without these headers, the response is the whole page, uncompressed. So the current version can be added to the
  // page.
  for (const name of ['accept-encoding', 'if-none-match']) request.headers.delete(name);
  const response = await app.fetch(request, env);
  const mayRun = response.headers.get('content-security-policy')?.includes("script-src 'self'");
  if (!mayRun || !response.headers.get('content-type')?.startsWith('text/html')) return response;
  const html = await response.text();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  headers.set('cache-control', 'no-store');
  const { status } = response;
  return new Response(html.replace('</head>', `<script src="/dev/reload.js?${version}" defer></script></head>`), {
    status,
    headers,
  });
}

/** Sends a page the current version, now and whenever it changes. */
function events() {
  let page;
  const body = new ReadableStream({
    async start(controller) {
      page = (data) => controller.enqueue(new TextEncoder().encode(`data: ${data}\n\n`));
      pages.add(page);
      await ready;
      page(version);
    },
    cancel: () => void pages.delete(page),
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
}

let listening;

/** The server calls this function when it is ready. Only the first call opens a port. */
async function listen(made, options) {
  const { listen: listenOn } = await runner.import(join(sources, 'cli/serve/http.ts'));
  listening ??= await listenOn({ fetch: answer }, options);
  app = made;
  version = Date.now().toString(36);
  open();
  for (const page of pages) page(version);
  return { port: listening.port, close: async () => void close() };
}

const env = { KRONIKA_LOG: 'warn', ...process.env };
let terminal;
let running;

/** Starts the server. Resolves when it accepts requests. */
async function start(serve) {
  terminal ??= (await runner.import(join(sources, 'cli/terminal.ts'))).openTerminal();
  const { messages } = await runner.import(join(sources, 'platform/messages/messages.ts'));
  const stopping = new AbortController();
  const told = { ...terminal, env, t: messages(terminal.locale), interrupted: () => stopping.signal };
  process.removeAllListeners('uncaughtException');
  let ended;
  await new Promise((resolve, reject) => {
    const listenThen = (...given) => listen(...given).then((made) => (resolve(), made));
    ended = serve(told, { development: { engine, listen: listenThen } });
    ended.catch(reject);
  });
  running = { serve, stop: () => (stopping.abort(), ended) };
}

/** Applies the saved files. */
async function reload(files) {
  const began = performance.now();
  let next;
  try {
    files.forEach(forget);
    next = await build();
  } catch (error) {
    return explain(error, 'The build failed.');
  }
  const before = running;
  await before?.stop();
  running = undefined;
  await start(next.serve)
    .catch((error) => {
      explain(error, 'The server did not start.');
      return before && start(before.serve);
    })
    .catch((error) => explain(error, 'The server from before did not start again.'));
  const names = files.map((file) => relative(root, file)).join(', ');
  if (names) say(`${names}: ${Math.round(performance.now() - began)} ms`);
}

function explain(error, what) {
  vite.ssrFixStacktrace(error);
  // A message of several lines already shows the place in the file, so no stack is needed.
  say(`\n${error.message.includes('\n') ? error.message : error.stack}`);
  say(`${what} Save a correction${running ? '; until then the server runs as before' : ''}.`);
}

const changed = new Set();
let lastChange = 0;
let working = reload([]).then(takeChanges);

/** Waits until nothing was saved for a moment. */
async function settle() {
  const until = Date.now() + longestWait;
  for (;;) {
    const wait = Math.min(lastChange + settling, until) - Date.now();
    if (wait <= 0) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function takeChanges() {
  for (;;) {
    await settle();
    if (changed.size === 0) break;
    const files = [...changed];
    changed.clear();
    await reload(files);
  }
  working = undefined;
}

say('Building …');
if (process.env.KRONIKA_REPLAY) takeViewer(join(root, 'dist'), join(root, 'dist'));
vite.watcher.on('all', (event, file) => {
  if (event.endsWith('Dir') || !inputs.test(relative(root, file).replaceAll('\\', '/'))) return;
  changed.add(file);
  lastChange = Date.now();
  working ??= takeChanges();
});

async function stop() {
  await working;
  await running?.stop();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void stop());
