import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { webServer } from '../../fetch/fetch-servers.factory.ts';

const config = (folder: string): string => `
[ tsa ]
default_tsa = main
[ main ]
serial = ${folder}/serial
signer_cert = ${folder}/signer.pem
signer_key = ${folder}/signer.key
certs = ${folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_chain = no
[ purpose ]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ req ]
distinguished_name = name
[ name ]
`;

/** A timestamp authority on loopback that uses OpenSSL. Returns its URL, and its root certificate as PEM. */
export async function timestampAuthority(
  folder: string,
  { spoil }: { spoil?: (answer: Buffer) => Buffer } = {},
): Promise<{ address: string; root: string }> {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  writeFileSync(at('ts.cnf'), config(folder));
  writeFileSync(at('serial'), '01\n');
  const name = (text: string): string[] => ['-subj', `/O=Kronika tests/CN=${text}`];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('root.key'),
    '-out',
    at('root.pem'),
    '-days',
    '2',
    ...name('Root of time'),
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('signer.key'),
    '-out',
    at('signer.csr'),
    ...name('Clock'),
  );
  openssl(
    'x509',
    '-req',
    '-in',
    at('signer.csr'),
    '-CA',
    at('root.pem'),
    '-CAkey',
    at('root.key'),
    '-CAcreateserial',
    '-out',
    at('signer.pem'),
    '-days',
    '2',
    '-extfile',
    at('ts.cnf'),
    '-extensions',
    'purpose',
  );
  const port = await webServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      writeFileSync(at('query.tsq'), Buffer.concat(chunks));
      openssl(
        'ts',
        '-reply',
        '-config',
        at('ts.cnf'),
        '-section',
        'main',
        '-queryfile',
        at('query.tsq'),
        '-out',
        at('reply.tsr'),
      );
      const answer = readFileSync(at('reply.tsr'));
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(spoil ? spoil(answer) : answer);
    });
  });
  return { address: `http://127.0.0.1:${port}/`, root: readFileSync(at('root.pem'), 'utf8') };
}
