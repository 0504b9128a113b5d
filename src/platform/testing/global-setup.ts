import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { ensureTemplate } from '../database/embedded/template.ts';
import { openDatabase } from '../database/open-database.ts';
import { packageRoot } from '../config/package-root.ts';
import { removeLeftovers } from './scratch-dir.ts';
import { findPostgres, startPostgres, type PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The address where test files ask for databases; see `askDesk`. */
    databaseDesk: string;
    /** Why there is no PostgreSQL server to test on; null if there is one. */
    noServer: string | null;
  }
}

/** What a test file can ask for, and the answer: a folder, or a server address with the name of a template. */
export interface DeskAnswers {
  template: { folder: string };
  server: { url: string; template: string };
}

/**
 * Shares what is created once per run with all test files: the template of the embedded database, and a PostgreSQL
 * server with a template. Both are created when first needed, so runs without a database stay fast.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), 'kronika-desk-'));
  const address = join(folder, 'desk');
  let started: PostgresServer | undefined;
  let cleanUp = async (): Promise<void> => {};
  const answers = {
    template: once(async () => ({
      folder: await ensureTemplate(join(packageRoot, 'node_modules', '.cache', 'kronika')),
    })),
    server: once(async () => {
      const given = process.env['KRONIKA_TEST_DATABASE_URL'];
      if (!given) started = await startPostgres(findPostgres()!);
      const url = given ?? started!.url;
      const template = await makeServerTemplate(url);
      cleanUp = () => admin(url, `drop database ${template}`);
      return { url, template };
    }),
  };
  const desk = await serve(address, answers);
  project.provide('databaseDesk', address);
  project.provide('noServer', noServer());
  return async () => {
    await new Promise((resolve) => desk.close(resolve));
    if (started) await started.stop();
    else await cleanUp();
    rmSync(folder, { recursive: true, force: true });
  };
}

function noServer(): string | null {
  if (process.env['KRONIKA_TEST_DATABASE_URL'] || findPostgres()) return null;
  const reason = 'No PostgreSQL server was found (/usr/lib/postgresql, PATH, KRONIKA_TEST_DATABASE_URL).';
  if (process.env['KRONIKA_TEST_SERVER'] === 'required') throw new Error(reason);
  process.stderr.write(`\n${reason} Tests run on the embedded database alone.\n`);
  return reason;
}

async function makeServerTemplate(url: string): Promise<string> {
  const name = `kronika_template_${randomUUID().replaceAll('-', '')}`;
  await admin(url, `create database ${name} template template0 encoding 'UTF8'`);
  const target = new URL(url);
  target.pathname = `/${name}`;
  const db = await openDatabase({ url: target.href });
  await db.close();
  return name;
}

async function admin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Answers each connection: it sends one line with a question, and gets one line of JSON. */
function serve(
  address: string,
  answers: { [Name in keyof DeskAnswers]: () => Promise<DeskAnswers[Name]> },
): Promise<Server> {
  const server = createServer((socket) => {
    socket.once('data', (question) => {
      const answer = answers[question.toString().trim() as keyof DeskAnswers];
      answer().then(
        (value) => socket.end(JSON.stringify({ value })),
        (error: Error) => socket.end(JSON.stringify({ error: error.stack })),
      );
    });
    socket.on('error', () => {});
  });
  return new Promise((resolve) => server.listen(address, () => resolve(server)));
}
