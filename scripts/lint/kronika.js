// Lint rules for Kronika: which folder may import which, and where URLs, raw HTML and writes are allowed.
// ARCHITECTURE.md and docs/invariants.md give the reasons.

/** The folders of src/, in the order in which they may be imported: each imports only those before it. */
const order = [
  'platform',
  'accounts',
  'record',
  'search',
  'evidence',
  'drafting',
  'documents',
  'law',
  'letters',
  'publishing',
  'requests',
  'work',
  'exchange',
  'web',
  'cli',
];

/** From these folders of src/ the code for all pages (web/kit/) may import, besides web/routes.ts and itself. */
const belowKit = ['platform', 'accounts', 'record', 'search'];

const placeOf = (path) => /(?:^|\/)src\/([^/]+)\/(.*)$/.exec(path.replaceAll('\\', '/'));

const isTest = (path) => /\.(test|factory)\.tsx?$|\/testing\//.test(path);

const importOrder = {
  meta: { docs: { description: 'A folder imports only from folders before it; web/kit imports no capability.' } },
  create(context) {
    const file = context.filename;
    const from = placeOf(file);
    const check = (node) => {
      const source = node.source?.value;
      if (!from || isTest(file) || typeof source !== 'string' || !source.startsWith('.')) return;
      const target = placeOf(new URL(source, `file://${file}`).pathname);
      if (!target) return;
      const [a, b] = [order.indexOf(from[1]), order.indexOf(target[1])];
      if (a < 0 || b < 0)
        context.report({ node, message: `src/${a < 0 ? from[1] : target[1]} is not in the list of folders.` });
      else if (b > a) context.report({ node, message: `src/${from[1]} may not import src/${target[1]}.` });
      else if (from[1] === 'web' && from[2].startsWith('kit/')) {
        const inWeb = target[1] === 'web' && !target[2].startsWith('kit/') && target[2] !== 'routes.ts';
        if (inWeb || (target[1] !== 'web' && !belowKit.includes(target[1])))
          context.report({ node, message: `src/web/kit may not import src/${target[1]}/${target[2]}.` });
      }
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

const noRawHref = {
  meta: { docs: { description: 'Links are built by the typed functions of web/routes.ts.' } },
  create(context) {
    return {
      JSXAttribute(node) {
        const name = node.name?.name;
        if (name !== 'href' && name !== 'action' && name !== 'src') return;
        const literal =
          node.value?.type === 'Literal'
            ? node.value.value
            : node.value?.expression?.type === 'Literal'
              ? node.value.expression.value
              : null;
        const template =
          node.value?.expression?.type === 'TemplateLiteral' ? node.value.expression.quasis[0].value.raw : null;
        for (const text of [literal, template])
          if (typeof text === 'string' && text.startsWith('/'))
            context.report({ node, message: `Build ${name} with a function of web/routes.ts instead of a string.` });
      },
    };
  },
};

const noRawHtml = {
  meta: { docs: { description: 'Raw HTML is allowed only in one sanitising component.' } },
  create(context) {
    if (context.filename.endsWith('/src/web/kit/raw-html.tsx')) return {};
    return {
      JSXAttribute(node) {
        if (node.name?.name === 'dangerouslySetInnerHTML')
          context.report({ node, message: 'Raw HTML belongs only in web/kit/raw-html.tsx.' });
      },
      ImportDeclaration(node) {
        if (/^hono\/html$/.test(node.source.value))
          context.report({ node, message: 'hono/html writes raw HTML; use JSX.' });
      },
    };
  },
};

const noStrayWrites = {
  meta: {
    docs: {
      description:
        'Only operations write (One way to write). The reading handle has no writing methods; raw SQL must not either.',
    },
  },
  create(context) {
    const file = context.filename;
    if (!/\/src\//.test(file) || /\/src\/platform\//.test(file) || isTest(file)) return {};
    let operation = false;
    const writes = [];
    return {
      ImportDeclaration(node) {
        if (/platform\/operation(\.ts)?$|platform\/database\/tx(\.ts)?$/.test(node.source.value)) operation = true;
      },
      CallExpression(node) {
        const name = node.callee?.property?.name;
        if (['insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto'].includes(name)) writes.push(node);
      },
      'Program:exit'() {
        if (!operation)
          for (const node of writes)
            context.report({
              node,
              message: 'Writes belong in an operation (platform/operation.ts), or in a helper that gets its Tx.',
            });
      },
    };
  },
};

const maxFileLines = {
  meta: { docs: { description: 'A file has at most 500 lines of code, without blank lines and comments.' } },
  create(context) {
    return {
      'Program:exit'(node) {
        if (/\.(test|data)\.tsx?$/.test(context.filename)) return;
        const comments = new Set();
        for (const { loc } of context.sourceCode.getAllComments())
          for (let line = loc.start.line; line <= loc.end.line; line += 1) comments.add(line);
        const lines = context.sourceCode.text.split('\n');
        const isCode = (line, index) => {
          const text = line.trim();
          if (text === '') return false;
          return !comments.has(index + 1) || !/^(\/\/|\/\*|\*)/.test(text);
        };
        const count = lines.filter(isCode).length;
        if (count > 500) context.report({ node, message: `${count} lines of code; split the file (500 at most).` });
      },
    };
  },
};

const noCastToNever = {
  meta: {
    docs: { description: 'A cast to never hides type errors; tests may use it for invalid input.' },
  },
  create(context) {
    if (isTest(context.filename)) return {};
    return {
      TSAsExpression(node) {
        if (node.typeAnnotation.type === 'TSNeverKeyword')
          context.report({ node, message: 'Give the value its type; a cast to never hides type errors.' });
      },
    };
  },
};

export default {
  meta: { name: 'kronika' },
  rules: {
    'import-order': importOrder,
    'no-raw-href': noRawHref,
    'no-raw-html': noRawHtml,
    'no-stray-writes': noStrayWrites,
    'max-file-lines': maxFileLines,
    'no-cast-to-never': noCastToNever,
  },
};
